import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry for images in memory: as much of the OCI distribution specification as a push and a pull need. */

interface Stored {
  readonly bytes: Buffer;
  readonly type: string;
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

type Headers = Readonly<Record<string, string | number>>;
const end = (response: ServerResponse, status: number, headers: Headers = {}, body?: Buffer): void => {
  response.writeHead(status, { 'Content-Length': body?.length ?? 0, ...headers });
  response.end(body);
};

const give = (request: IncomingMessage, response: ServerResponse, found: Stored | undefined): void => {
  if (!found) {
    end(response, 404);
    return;
  }
  const headers = {
    'Content-Type': found.type,
    'Content-Length': found.bytes.length,
    'Docker-Content-Digest': digestOf(found.bytes),
  };
  end(response, 200, headers, request.method === 'HEAD' ? undefined : found.bytes);
};

/** Starts one on a free port of this machine; with a login (`user:password`) it answers nobody else. */
export const startImageRegistry = async (
  login?: string,
): Promise<{ readonly host: string; readonly stop: () => void }> => {
  const wanted = login && `Basic ${Buffer.from(login).toString('base64')}`;
  const blobs = new Map<string, Stored>();
  const manifests = new Map<string, Stored>();
  const uploads = new Map<string, Buffer[]>();

  const upload = async (
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    rest: string,
  ): Promise<void> => {
    const { searchParams } = new URL(request.url ?? '', 'http://host');
    if (request.method === 'POST') {
      const mounted = searchParams.get('mount');
      if (mounted && blobs.has(mounted))
        return end(response, 201, { Location: `/v2/${name}/blobs/${mounted}`, 'Docker-Content-Digest': mounted });
      const id = randomUUID();
      uploads.set(id, []);
      return end(response, 202, {
        Location: `/v2/${name}/blobs/uploads/${id}`,
        Range: '0-0',
        'Docker-Upload-UUID': id,
      });
    }
    const parts = uploads.get(rest) ?? [];
    parts.push(await bodyOf(request));
    const bytes = Buffer.concat(parts);
    const location = `/v2/${name}/blobs/uploads/${rest}`;
    if (request.method === 'PATCH')
      return end(response, 202, { Location: location, Range: `0-${Math.max(0, bytes.length - 1)}` });
    const digest = searchParams.get('digest') ?? '';
    if (digest !== digestOf(bytes)) return end(response, 400);
    blobs.set(digest, { bytes, type: 'application/octet-stream' });
    end(response, 201, { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest });
  };

  const manifest = async (
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    reference: string,
  ): Promise<void> => {
    const key = `${name} ${reference}`;
    if (request.method !== 'PUT') return give(request, response, manifests.get(key));
    const stored = { bytes: await bodyOf(request), type: request.headers['content-type'] ?? '' };
    const digest = digestOf(stored.bytes);
    for (const place of [key, `${name} ${digest}`]) manifests.set(place, stored);
    end(response, 201, { Location: `/v2/${name}/manifests/${digest}`, 'Docker-Content-Digest': digest });
  };

  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const [, name = '', kind = '', rest = ''] = /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests)\/(.*)$/.exec(path) ?? [];
    if (wanted && request.headers.authorization !== wanted)
      return end(response, 401, { 'WWW-Authenticate': 'Basic realm="private"' });
    if (path === '/v2/') return end(response, 200);
    if (kind === 'blobs/uploads') return void upload(request, response, name, rest);
    if (kind === 'blobs') return give(request, response, blobs.get(rest));
    if (kind === 'manifests') return void manifest(request, response, name, rest);
    end(response, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
