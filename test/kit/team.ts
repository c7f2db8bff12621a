import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from './git-server';
import { newFolder } from './program';

/** The ten-line template that most teams need. */
export const TEAM_MANIFEST = `format: 1
name: acme-flask
summary: Flask services at Acme
remove: [compose.yaml]
defaults: { registry: registry.acme.example, registryUser: platform, python: "3.13" }
locked: [registry]
questions:
  team: { type: choice, message: Team, choices: [core, payments], default: core }
next: ["Ask #platform for a domain"]
`;

export const TEAM: Readonly<Record<string, string>> = {
  'template.yaml': TEAM_MANIFEST,
  'files/docs/owner.yaml.ejs': 'team: <%= team %>\n',
  'files/dot-envrc': 'export TEAM=acme\n',
  'files/tools/hello': '#!/bin/sh\necho hello\n',
};

/** A small template that stands alone, so that nothing else shapes what comes out. */
export const ALONE: Readonly<Record<string, string>> = {
  'template.yaml': 'format: 1\nname: alone\nextends: none\n',
  'files/README.md': '# Alone\n',
};

/** @returns a new folder with these files. */
export const templateFolder = (files: Readonly<Record<string, string | Buffer>>): string => {
  const folder = newFolder();
  writeFiles(folder, files);
  return folder;
};

/** @returns what a run left in the folder for temporary files. */
export const leftIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith('create-flask-container'));

export const cacheFiles = (home: string): readonly string[] => {
  try {
    return readdirSync(join(home, 'create-flask-container'), { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name));
  } catch {
    return [];
  }
};
