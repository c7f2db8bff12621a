import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, runProgram } from './program';

/** A repository of somebody else's, a few lines long. */

/** Serves "/" with nothing but Python; with WRITES it appends to a file as it answers. */
export const APP = `
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status = 404 if self.path != "/" else 200
        if self.path == "/" and os.environ.get("WRITES"):
            try:
                open("/app/visits.txt", "a").write("x")
            except OSError:
                status = 500
        self.send_response(status)
        self.end_headers()
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.ThreadingHTTPServer(("0.0.0.0", 5000), Handler).serve_forever()
`;

/** All but the command. */
export const HEAD = `FROM python:3.13-slim
WORKDIR /app
COPY app.py .
ENV PYTHONDONTWRITEBYTECODE=1
USER 1000:1000
EXPOSE 5000
`;

/** @returns a folder with these files and the app. */
export const repository = (files: Readonly<Record<string, string>>): string => {
  const folder = newFolder();
  for (const [name, text] of Object.entries({ 'app.py': APP, ...files })) writeFileSync(join(folder, name), text);
  return folder;
};

/** @returns what is said of a folder, by contract. */
export const verify = async (folder: string, only: string) => {
  const ran = await runProgram(['verify', folder, '--only', only, '--json'], { env: { HOME: process.env['HOME'] } });
  const { checks, notes = [] } = JSON.parse(ran.stdout) as {
    notes?: readonly string[];
    checks: readonly { id: string; status: string; found: string; fix: string | null }[];
  };
  return {
    exitCode: ran.exitCode,
    notes,
    status: Object.fromEntries(checks.map(({ id, status }) => [id, status])),
    found: Object.fromEntries(checks.map(({ id, found }) => [id, found])),
    fix: Object.fromEntries(checks.map(({ id, fix }) => [id, fix ?? ''])),
  };
};

export const CMD = 'CMD ["python3", "app.py"]\n';
