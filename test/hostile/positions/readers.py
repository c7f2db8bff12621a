"""Reads [[language, file], ...] as JSON and answers with what the real readers of this machine make of each: a tree."""
import ast
import configparser
import html.parser
import json
import sys
import tomllib
import xml.dom.minidom

import yaml


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append(["<", tag, [list(pair) for pair in attrs]])

    def handle_endtag(self, tag):
        self.found.append([">", tag])

    def handle_data(self, data):
        if self.found and self.found[-1][0] == "text":
            self.found[-1][1] += data
        else:
            self.found.append(["text", data])

    def handle_comment(self, data):
        self.found.append(["comment", data])


def page(text):
    reader = Page()
    reader.feed(text)
    reader.close()
    return reader.found


def value(node):
    if isinstance(node, dict):
        return ["mapping", [[str(key), value(each)] for key, each in node.items()]]
    if isinstance(node, list):
        return ["list", [value(each) for each in node]]
    return node if isinstance(node, str) else [type(node).__name__, str(node)]


def code(node):
    if isinstance(node, ast.AST):
        return [type(node).__name__, [[field, code(each)] for field, each in ast.iter_fields(node) if field != "kind"]]
    if isinstance(node, list):
        return [code(each) for each in node]
    return node if isinstance(node, str) else [type(node).__name__, str(node)]


def ini(text):
    reader = configparser.RawConfigParser()
    reader.read_string(text)
    return [[name, list(map(list, reader.items(name)))] for name in reader.sections()]


def tree(node):
    return [node.nodeName, node.nodeValue, sorted((node.attributes or {}).items()), [tree(each) for each in node.childNodes]]


READERS = {
    "yaml": lambda text: [value(each) for each in yaml.safe_load_all(text)],
    "json": lambda text: value(json.loads(text)),
    "toml": lambda text: value(tomllib.loads(text)),
    "python": lambda text: code(ast.parse(text)),
    "ini": ini,
    "html": page,
    "xml": lambda text: tree(xml.dom.minidom.parseString(text)),
}


def read(language, text):
    try:
        return READERS[language](text)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


json.dump([read(language, text) for language, text in json.load(sys.stdin)], sys.stdout)
