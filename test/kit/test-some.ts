/**
 * As `test.each`, for rows that all take the same long way: each nth of them, from the first, stands for its neighbours.
 * All are tried with LONG_TESTS=true; the summary counts what was skipped.
 */
export const testSome =
  <Row extends readonly [string, ...unknown[]]>(rows: readonly Row[], every: number) =>
  (title: string, run: (...row: Row) => Promise<void>): void => {
    const isTried = (at: number): boolean => process.env['LONG_TESTS'] === 'true' || at % every === 0;
    const skipped = rows.filter((_, at) => !isTried(at));
    test.each(rows.filter((_, at) => isTried(at)).map((row) => [...row] as [...Row]))(title, run as never);
    if (skipped.length > 0) test.skip.each(skipped.map((row) => [...row] as [...Row]))(title, run as never);
  };
