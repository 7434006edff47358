import type { Component } from '../component.ts'
import type { Federation } from '../federation.ts'
import { makeProblem, type Problem } from '../problem.ts'

/** Finds what keeps a component from serving the federation's profile; `undefined` where it can. */
export function checkProfile(
  { familyLabel, profiles }: Pick<Component, 'familyLabel' | 'profiles'>,
  { profile }: Pick<Federation, 'profile'>,
): Problem | undefined {
  if (profiles.includes(profile)) return undefined
  return makeProblem('PROFILE_MISMATCH', {}, { family: familyLabel, profile, served: profiles.join(', ') })
}
