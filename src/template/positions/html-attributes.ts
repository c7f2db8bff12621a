/** Attributes whose value a browser follows, runs or reads as another language. */
const ADDRESSES =
  /^(href|src|srcset|imagesrcset|action|formaction|cite|data|poster|background|manifest|ping|longdesc|profile|usemap|icon|codebase|classid|archive|code|object|lowsrc|dynsrc|attributionsrc|from|to|by|values|attributename|xmlns)$/;
const OTHER_LANGUAGES =
  /^(on.*|style|srcdoc|sandbox|allow|http-equiv|is|nonce|integrity|type|language|target|rel|filter|clip-path|mask|fill|stroke|cursor|begin|end)$/;
/** Frameworks run what stands in theirs. */
const FRAMEWORKS =
  /^([@:*#.[(]|v-|x-|ng-|data-ng-|data-v-|data-on|hx-|data-hx-|data-bind|data-action|bind|let-|wire:|_$)/;

/** @returns why the value of an attribute cannot be a text from an answer. */
export const attributeRefuses = (element: string, name: string): string | undefined => {
  const local = name.replace(/^[a-z]+:/, (prefix) => (/^(xlink|xml|svg):$/.test(prefix) ? '' : prefix));
  if (ADDRESSES.test(local)) return `an address cannot come from an answer: ${name} is followed by a browser`;
  if (OTHER_LANGUAGES.test(local) || FRAMEWORKS.test(name))
    return `the value of ${name} is no text: a browser acts on it`;
  return /^(script|style|base|link|iframe|object|embed|applet|param)$/.test(element)
    ? `the attributes of <${element}> say what is run or read`
    : undefined;
};
