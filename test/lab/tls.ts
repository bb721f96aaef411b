// The git server behind TLS, with a certificate authority that lives as long as the test.
//
//   if (!hasOpenssl()) skip
//   const authority = await createAuthority(folder.path);
//   await using server = await startGitServer({ root, tls: authority.server });
//   run the client with authority.environment to trust it, without to see it refused
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from './processes.ts';

const program = 'openssl';

export interface Authority {
  /** PEM file of the authority's certificate. */
  readonly path: string;
  /** Key and certificate for a server on 127.0.0.1, localhost and `names`. */
  readonly server: { readonly key: string; readonly cert: string };
  /** Variables that make node, git, curl and OpenSSL trust this authority; they override what the machine sets. */
  readonly environment: Record<string, string>;
}

/** Whether the machine has the program that makes the certificates. */
export function hasOpenssl(): boolean {
  return spawnSync(program, ['version'], { stdio: 'ignore' }).status === 0;
}

/** Makes an authority and one certificate of it in `folder`; takes some 30 ms. */
export async function createAuthority(folder: string, names: readonly string[] = []): Promise<Authority> {
  await mkdir(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  // Our own configuration: the machine's may be missing or may add extensions.
  await writeFile(file('openssl.cnf'), configuration(['localhost', ...names]));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const config = ['-config', 'openssl.cnf'];
  const request = ['req', ...config, ...key];
  await openssl(folder, [
    ...request,
    '-x509',
    '-days',
    '2',
    '-subj',
    '/CN=Lab authority',
    '-extensions',
    'authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  ]);
  await openssl(folder, [...request, '-subj', '/CN=127.0.0.1', '-keyout', 'server.key', '-out', 'server.csr']);
  const signing = [
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-set_serial',
    '1',
    '-extfile',
    'openssl.cnf',
    '-extensions',
    'server',
  ];
  await openssl(folder, ['x509', '-req', '-days', '2', '-in', 'server.csr', '-out', 'server.pem', ...signing]);
  const path = file('ca.pem');
  const variables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'GIT_SSL_CAINFO', 'CURL_CA_BUNDLE', 'AWS_CA_BUNDLE'];
  return {
    path,
    server: { key: await readFile(file('server.key'), 'utf8'), cert: await readFile(file('server.pem'), 'utf8') },
    environment: Object.fromEntries(variables.map((name) => [name, path])),
  };
}

function configuration(names: readonly string[]): string {
  const alternatives = ['IP:127.0.0.1', ...names.map((name) => `DNS:${name}`)].join(',');
  return `[req]
distinguished_name = name
prompt = no
[name]
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = ${alternatives}
`;
}

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await runProcess(program, args, { cwd: folder, env: { PATH: process.env['PATH'] } });
  if (code !== 0) throw new Error(`openssl ${args[0]} ended with ${code}: ${stderr.toString()}`);
}
