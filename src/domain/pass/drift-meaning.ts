import type { DriftClass } from './drift.ts'

interface Meaning {
  /** What is the case. */
  readonly state: string
  /** What `reconcile` does about it. */
  readonly action: string
}

/** What each class of drift means: `explain` and the reference documentation are made from it. */
export const DRIFT_MEANINGS: Readonly<Record<DriftClass, Meaning>> = {
  missing: {
    state: 'The federation declares it, and it is not registered here yet.',
    action: 'It is registered.',
  },
  vanished: {
    state: 'fbm-gitops registered it, and somebody deleted that registration.',
    action: 'It is registered again, unless it is denied; a changed key needs `replaces`.',
  },
  unrecorded: {
    state: 'It is registered exactly as declared, but fbm-gitops does not remember doing so.',
    action: 'It is remembered as ours from now on; the registry is not touched.',
  },
  conflicting: {
    state: 'It is registered by hand, and not as the federation says, or where this component cannot hold it.',
    action: 'Refused. `--adopt ID` takes what the federation says.',
  },
  matching: {
    state: 'It is registered as declared.',
    action: 'Nothing.',
  },
  outdated: {
    state:
      'It is registered as fbm-gitops wrote it, and the declaration, or the layout of registrations, has changed since.',
    action: 'It is replaced; a changed key needs `replaces` to name the old certificate, else it is refused.',
  },
  edited: {
    state: 'Somebody changed the registration that fbm-gitops wrote.',
    action: 'Refused. `--overwrite ID` enforces the declaration.',
  },
  unverified: {
    state: 'The federation declares it, but its certificate is missing or was refused.',
    action: 'Nothing: it is neither registered nor deleted.',
  },
  departed: {
    state: 'It is registered as fbm-gitops wrote it, and the federation no longer declares it.',
    action: 'It is deleted if it is listed under `removed:`; else it is only reported.',
  },
  obsolete: {
    state:
      'It is registered as fbm-gitops wrote it, in a row of an older Fed-BioMed or against the profile, and nothing takes its place.',
    action: 'It is deleted, together with the other changes.',
  },
  gone: {
    state: 'The federation no longer declares it, and it is no longer registered.',
    action: 'It is forgotten; the registry is not touched.',
  },
  foreign: {
    state: 'It was registered by hand, and is none of the federation.',
    action: 'Nothing: what others registered is never touched.',
  },
  denied: {
    state: 'It is denied here, whatever the federation says.',
    action: 'It is never registered; what fbm-gitops registered of it is deleted.',
  },
  ambiguous: {
    state: 'The registry holds two rows for it.',
    action: 'Refused: neither is touched.',
  },
}
