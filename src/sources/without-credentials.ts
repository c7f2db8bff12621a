/** A user of ssh, as in `git@`; a token is longer. */
const SSH_USER = /^[A-Za-z0-9._-]{1,16}$/;

/** @returns the text without what could be a password or a token: the part before `@` and the query of a URL. The user of an ssh address is neither. */
export const withoutCredentials = (text: string): string =>
  text
    .replace(/([a-z]*:)?\/\/([^/\s]*)@/gi, (whole, scheme: string | undefined, who: string) =>
      scheme?.toLowerCase() === 'ssh:' && SSH_USER.test(who) ? whole : `${scheme ?? ''}//***@`,
    )
    .replace(/\?[^#\s'"]*/g, (query) => (/[=&]/.test(query) ? '?***' : query));
