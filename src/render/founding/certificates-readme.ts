/** What keeps the directory of the certificates in git while it is empty, and tells what belongs there. */
export const CERTIFICATES_README = `# Certificates

One file for each party, \`<party id>.pem\`: its public certificate, and nothing else. \`fbm-gitops publish\` writes it. A private key
never leaves its component.
`
