/** SPDX ids whose text the built-in template carries, with their names as spdx.org/licenses gives them. */
export const LICENSES = {
  none: 'no licence yet: a decision for later',
  MIT: 'MIT License',
  'Apache-2.0': 'Apache License 2.0',
  'BSD-2-Clause': 'BSD 2-Clause "Simplified" License',
  'BSD-3-Clause': 'BSD 3-Clause "New" or "Revised" License',
  ISC: 'ISC License',
  'MPL-2.0': 'Mozilla Public License 2.0',
  'GPL-3.0-or-later': 'GNU General Public License v3.0 or later',
  'AGPL-3.0-or-later': 'GNU Affero General Public License v3.0 or later',
  proprietary: 'all rights reserved',
} as const satisfies Record<string, string>;
