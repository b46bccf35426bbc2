/** What went wrong with a connection, in words an engineer can act on. */

interface ClientError {
  readonly code?: unknown;
  readonly message?: unknown;
}

/** Reason codes of CONNACK (MQTT 3.1.1: 1 to 5; MQTT 5: from 128), with what to do. */
const refusals: Readonly<Record<number, string>> = {
  1: 'The broker does not speak this version of MQTT. Set `protocolVersion`.',
  2: 'The broker refuses the client id. Set `clientId`.',
  3: 'The broker says it is unavailable.',
  4: 'The broker refuses user name or password. Check `username` and the variable of `password`.',
  5: 'The broker does not let this client in. Check `username`, the variable of `password` and the client certificate.',
  132: 'The broker does not speak this version of MQTT. Set `protocolVersion`.',
  133: 'The broker refuses the client id. Set `clientId`.',
  134: 'The broker refuses user name or password. Check `username` and the variable of `password`.',
  135: 'The broker does not let this client in. Check `username`, the variable of `password` and the client certificate.',
  136: 'The broker says it is unavailable.',
  137: 'The broker says it is busy.',
  138: 'The broker has banned this client.',
  142: 'Another program took over the session: it uses the same client id. Give one of them another `clientId`.',
};

/** Codes of Node.js. What is not listed is told in its own words. */
const remedies: Readonly<Record<string, string>> = {
  ENOTFOUND: 'No such host. Check `url` and the name service.',
  EAI_AGAIN: 'The name service does not answer. Check `url` and the network.',
  ECONNREFUSED: 'Nothing listens there. Check that the broker runs, and host and port of `url`.',
  ECONNRESET:
    'The broker closed the connection. Check that `url` has the right port and protocol, and the client certificate.',
  EHOSTUNREACH: 'The host cannot be reached. Check the network.',
  ENETUNREACH: 'The network cannot be reached. Check the network.',
  ETIMEDOUT: 'The host does not answer. Check `url`, the network and the firewall.',
  ENOENT: 'Check the paths in `tls`.',
  EACCES: 'Check that gemba may read the files in `tls`.',
  CERT_HAS_EXPIRED: 'The broker’s certificate has expired. Renew it.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The broker’s certificate is for another name. Check `url`, or set `tls.servername`.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The broker’s certificate is not trusted. Set `tls.ca` to the certificate it was signed with.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'The broker’s certificate is not trusted. Set `tls.ca` to the certificate it was signed with.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The broker’s certificate is not trusted. Set `tls.ca` to the certificate it was signed with.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'The broker’s certificate is not trusted. Set `tls.ca` to the certificate it was signed with.',
};

/** Reasons are told in one line of at most so many characters. */
const reasonCharactersMax = 500;

/**
 * What an error of the client means, as one line. `broker` names it, such as `mqtts://broker:8883`.
 *
 * @example describeFailure({ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED …' }, 'mqtt://broker')
 * // 'mqtt://broker: connect ECONNREFUSED … Nothing listens there. Check …'
 */
export function describeFailure(error: unknown, broker: string): string {
  const { code, message } = (error ?? {}) as ClientError;
  const remedy = typeof code === 'number' ? refusals[code] : remedyOf(String(code));
  const said = oneLine(typeof message === 'string' && message !== '' ? message : String(code ?? error));
  return `${broker}: ${said}.${remedy === undefined ? '' : ` ${remedy}`}`;
}

function remedyOf(code: string): string | undefined {
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
    return 'TLS failed. Check that the port speaks TLS, and the client certificate (`tls.cert`, `tls.key`).';
  return remedies[code];
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, reasonCharactersMax);
}
