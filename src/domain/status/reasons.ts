/** Why a condition is as it is: a word for machines, which keeps its meaning. */
export type Reason =
  | 'NoPassYet'
  | 'PassOverdue'
  | 'InSync'
  | 'LeftFederation'
  | 'Fight'
  | 'Defect'
  | 'Failed'
  | 'WrongUsage'
  | 'FederationInvalid'
  | 'NotDeclared'
  | 'RegistryUnusable'
  | 'Busy'
  | 'SourceStale'
  | 'SourceRolledBack'
  | 'VerificationFailed'
  | 'Refused'
  | 'PartyDeparted'
  | 'ChangesPending'
  | 'KeepsFailing'
  | 'DriftLeft'
  | 'AsDeclared'
  | 'NotCompared'
  | 'PassRunning'
  | 'Settled'
  | 'NoDecisionNeeded'
  | 'SourceRead'
  | 'SourceReached'
  | 'SourceUnreachable'
  | 'SourceNeverReached'
  | 'SourceUnreadable'
  | 'SourceNotRead'
  | 'CertificateEnds'
  | 'CertificateExpired'
  | 'NoCertificateEnds'

/** What each reason means: docs/reference.md is made from this table. */
export const REASONS: Readonly<Record<Reason, string>> = {
  NoPassYet: 'nothing is known: no pass has ended here yet, or what was kept of it cannot be read',
  PassOverdue:
    'no pass has ended for too long: three intervals of `watch` and a minute, or 24 hours where none is known',
  InSync: 'the last pass found, or left, everything as declared',
  LeftFederation: 'the component has left by `leave`, and there is nothing to do',
  Fight: 'somebody undoes again and again what fbm-gitops writes, which has stopped writing',
  Defect: 'a defect of fbm-gitops itself',
  Failed: 'something failed that the next pass tries again',
  WrongUsage: 'the pass was asked for something that cannot be done',
  FederationInvalid: 'the federation directory cannot be used as it is',
  NotDeclared: 'the federation does not declare this component: its publication was not merged yet, or was taken back',
  RegistryUnusable: 'the registry cannot be read, or the component cannot be worked with',
  Busy: 'the registry is in use, or somebody changed the same rows; the next pass tries again',
  SourceStale: 'the repository was not reached for too long; nothing is written until it is',
  SourceRolledBack: 'the repository does not descend from the commit that was accepted last',
  VerificationFailed: 'a certificate, the own one or that of a party, could not be verified',
  Refused: 'a brake or a conflict waits for a decision',
  PartyDeparted: 'a party that is registered is no longer declared, and not listed under `removed:` either',
  ChangesPending: 'something is to be done, and the pass only reported it',
  KeepsFailing: 'the same has been tried again for more than an hour without success',
  DriftLeft: 'something is registered otherwise than declared, or is still to be done',
  AsDeclared: 'nothing is registered otherwise than declared',
  NotCompared: 'the last pass failed before it could compare',
  PassRunning: 'a pass, or another command that writes, is at work',
  Settled: 'nothing is under way, and nothing is tried again by itself',
  NoDecisionNeeded: 'nothing waits for a person',
  SourceRead: 'the federation directory was read by the last pass',
  SourceReached: 'the repository was reached recently enough',
  SourceUnreachable: 'the repository cannot be reached now, but was recently enough',
  SourceNeverReached: 'the repository has not been reached yet',
  SourceUnreadable: 'the federation directory could not be read',
  SourceNotRead: 'the last pass ended without reading the federation directory',
  CertificateEnds: 'a certificate ends within 30 days',
  CertificateExpired: 'a certificate has expired',
  NoCertificateEnds: 'no certificate ends within 30 days',
}
