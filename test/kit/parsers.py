"""Reads {"language": [file, ...]} as JSON and answers with what the real parsers of this machine make of each."""
import ast
import configparser
import html.parser
import json
import sys
import tomllib

import yaml


def ini(text):
    values = []
    for parser in (configparser.ConfigParser(), configparser.RawConfigParser(), configparser.ConfigParser(inline_comment_prefixes=("#", ";"))):
        parser.read_string(text)
        values.append(parser["s"]["value"])
    return values[0] if len(set(values)) == 1 else {"readers disagree": values}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.title, self.tags = "", None, []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.title = dict(attrs).get("title", self.title)

    def handle_data(self, data):
        self.text += data


def page(text):
    parser = Page()
    parser.feed(text)
    parser.close()
    same = parser.title is None or parser.title == parser.text
    return parser.text if parser.tags == ["p"] and same else {"tags": parser.tags, "title": parser.title, "text": parser.text}


PARSERS = {
    "yaml": lambda text: yaml.safe_load(text)["value"],
    "json": lambda text: json.loads(text)["value"],
    "toml": lambda text: tomllib.loads(text)["value"],
    "python": lambda text: ast.literal_eval(ast.parse(text).body[0].value),
    "ini": ini,
    "html": page,
}
json.dump({language: [PARSERS[language](text) for text in files] for language, files in json.load(sys.stdin).items()}, sys.stdout)
