/** What Node calls a certificate that nobody whom it trusts has signed. */
const UNTRUSTED = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'] // prettier-ignore

/** What to do about the certificate of a hub that is not believed, by what Node says of it; null where that is not what is wrong. */
export function mendOfCertificate(code: string | undefined): string | null {
  if (code === undefined) return null
  if (UNTRUSTED.includes(code)) return 'name its certificate to Node: NODE_EXTRA_CA_CERTS=FILE, that of its --tls-cert'
  if (code === 'CERT_HAS_EXPIRED') return 'it has expired: its owner starts the hub with a new one'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'name the hub by an address that stands in its certificate'
  return null
}
