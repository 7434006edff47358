import { sep } from 'node:path'
import { readUnverified } from '../domain/certificate/examination.ts'
import type { Component } from '../domain/component.ts'
import type { DeclarationSource } from '../domain/declaration-source.ts'
import type { KeyFile } from '../domain/doctor/facts.ts'
import { unknown, valueOf, type Found } from '../domain/doctor/found.ts'
import { checkOwnKey } from '../io/component/own-certificate.ts'
import { locateSource } from '../io/source/source.ts'
import { failedWith } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'
import { find } from './find.ts'

/**
 * Compares the own key with the own certificate. That this user may not read the key is as it should be, where that is
 * another one than the component's.
 */
export async function findKeyPair(
  world: World,
  component: Component,
  certificate: Found<Uint8Array>,
): Promise<Found<'belongs'>> {
  const bytes = valueOf(certificate)
  if (bytes === undefined || readUnverified(bytes).x509 === undefined) return unknown('the certificate cannot be read')
  const { privateKeyFile: file } = component
  if (file !== undefined && isForbidden(world, file)) return unknown('this user may not read the private key')
  return find(() => {
    checkOwnKey(world, component, new TextDecoder('latin1').decode(bytes))
    return 'belongs' as const
  })
}

/** Looks at the file of the own key from the outside. */
export async function findKeyFile(
  world: World,
  component: Component,
  { source, owner }: { readonly source: DeclarationSource; readonly owner: number },
): Promise<Found<KeyFile>> {
  const { privateKeyFile: file } = component
  if (file === undefined) return unknown('the configuration does not name it')
  const status = await find(() => world.files.stat(file))
  if (status.kind !== 'found') return status
  const { value } = status
  if (value === undefined) return unknown('it does not exist')
  return find(() => ({
    ...value,
    file,
    owner,
    within: findSurrounding(world, file, source),
  }))
}

function isForbidden({ files }: World, file: string): boolean {
  try {
    files.close(files.open(file, 'read'))
    return false
  } catch (error) {
    return failedWith(error, 'EACCES', 'EPERM')
  }
}

/** A repository elsewhere surrounds nothing here. */
function findSurrounding(world: World, file: string, source: DeclarationSource): KeyFile['within'] {
  if (source.kind !== 'directory') return undefined
  const place = locateQuietly(world, source.directory)
  if (place === undefined) return undefined
  const { directory, repository } = place
  const path = world.files.realpath(file)
  if (path.startsWith(directory + sep)) return { directory, isFederation: true }
  const top = repository?.top
  return top !== undefined && path.startsWith(top + sep) ? { directory: top, isFederation: false } : undefined
}

/** What is wrong with the source, its own check tells. */
function locateQuietly(world: World, directory: string): ReturnType<typeof locateSource> | undefined {
  try {
    return locateSource(world, directory)
  } catch {
    return undefined
  }
}
