/** Of whom the registration instructions speak. */
export interface InstructedComponent {
  readonly id: string
  readonly certificatePem: string
  /** As the versions up to 5.3 have it; `localhost` is what they write where nobody said otherwise. */
  readonly ip?: string
  readonly port?: number
}

/** The releases whose instructions differ. */
export type InstructionsVersion = '4.2' | '5.3' | '6.4'

export const INSTRUCTIONS_VERSIONS: readonly InstructionsVersion[] = ['4.2', '5.3', '6.4']

const PREAMBLES: Readonly<Record<InstructionsVersion, string>> = {
  '4.2': '',
  '5.3': '\n# \u001b[1;32mUsing configuration file:\u001b[0m \u001b[1mconfig_node.ini\u001b[0m #\n',
  '6.4': '\n# \u001b[1;32mUsing component located at:\u001b[0m \u001b[1m/fbm-node\u001b[0m #\n',
}

/** Writes what `certificate registration-instructions` of a release prints. */
export function writeInstructions(version: InstructionsVersion, component: InstructedComponent): string {
  return [
    `${PREAMBLES[version]}Hi There! \n\n`,
    'Please find following certificate to register \n',
    component.certificatePem,
    '\u001b[1mPlease follow the instructions below to register this certificate:\u001b[0m\n\n',
    " 1- Copy certificate content into a file e.g 'Hospital1.pem'",
    " 2- Change your directory to 'fedbiomed' root",
    ...writeCommands(version, component),
    '',
  ].join('\n')
}

function writeCommands(
  version: InstructionsVersion,
  { id, ip = '10.221.0.4', port = 14001 }: InstructedComponent,
): readonly string[] {
  const path = '[PATH WHERE CERTIFICATE IS SAVED]'
  if (version === '6.4') {
    return [
      ` 3- Run: fedbiomed [node | researcher] certificate register-pk ${path} -pi ${id}`,
      '    Examples commands to use for VPN/docker mode:',
      `      fedbiomed node certificate register -pk ./etc/cert-secagg -pi ${id}`,
      `      fedbiomed researcher certificate register -pk ./etc/cert-secagg -pi ${id}`,
    ]
  }
  const address = `--ip ${ip} --port ${port}`
  const run = `Run: "scripts/fedbiomed_run [node | researcher] certificate register -pk ${path} -pi ${id}  ${address}" `
  if (version === '4.2') return [` 2- ${run}`]
  return [
    ` 3- ${run}`,
    '    Examples commands to use for VPN/docker mode:',
    `      ./scripts/fedbiomed_run node certificate register -pk ./etc/cert-secagg -pi ${id} ${address}`,
    `      ./scripts/fedbiomed_run researcher certificate register -pk ./etc/cert-secagg -pi ${id} ${address}`,
  ]
}
