/** How a report is told. */
export interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}
