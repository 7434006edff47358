import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFingerprint, type Fingerprint } from '../../domain/certificate/certificate.ts'
import type { Component } from '../../domain/component.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { federationError } from '../../errors.ts'
import { readDescriptor, readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/** The fingerprint of a component's own certificate, or the problem that keeps it from being read. */
export interface OwnFingerprint {
  readonly fingerprint: Fingerprint | undefined
  readonly problems: readonly Problem[]
}

const LARGEST_KEY = 64 * 1024
/** More is not looked into: the .ini may name anything as its certificate. */
const LARGEST_BYTES = 1024 * 1024

/** Reads the component's own public certificate. It is compared with the declared one, not judged. */
export function readOwnFingerprint(world: World, { certificateFile }: Component): OwnFingerprint {
  const refuse = (reason: string): OwnFingerprint => ({
    fingerprint: undefined,
    problems: [
      makeProblem('SELF_CERTIFICATE_UNREADABLE', { file: certificateFile }, { file: certificateFile, reason }),
    ],
  })
  try {
    const text = new TextDecoder().decode(readFile(world.files, certificateFile, LARGEST_BYTES))
    const fingerprint = readFingerprint(text)
    return fingerprint === undefined ? refuse('it holds no certificate') : { fingerprint, problems: [] }
  } catch (error) {
    return refuse(reasonOf(error))
  }
}

/**
 * Reads the file of the component's own certificate, to be judged.
 *
 * @throws `SELF_CERTIFICATE_UNREADABLE` (21)
 */
export function readOwnCertificate(world: World, { certificateFile: file }: Component): Uint8Array {
  try {
    return readFile(world.files, file, LARGEST_BYTES)
  } catch (cause) {
    throw federationError('SELF_CERTIFICATE_UNREADABLE', { file, reason: reasonOf(cause) }, { place: { file }, cause })
  }
}

/**
 * Makes sure that the component's private key belongs to its certificate.
 *
 * @param certificate - one that was judged and found good.
 * @throws `OWN_KEY_UNREADABLE`, `OWN_KEY_OTHER` (21)
 */
export function checkOwnKey(world: World, component: Component, certificate: string): void {
  readOwnKey(world, component, certificate)
}

/**
 * Reads the component's private key, to sign with it in memory. This is the only place that reads a private key: its bytes
 * are wiped, and no message holds what OpenSSL says of them.
 *
 * @param certificate - the own one, to which it must belong.
 * @throws `OWN_KEY_UNREADABLE`, `OWN_KEY_OTHER` (21)
 */
export function readOwnKey(world: World, component: Component, certificate: string): KeyObject {
  const { privateKeyFile: file, configurationFile, certificateFile } = component
  if (file === undefined) {
    const reason = 'the configuration does not name it'
    throw federationError('OWN_KEY_UNREADABLE', { file: configurationFile, reason })
  }
  const bytes = readKey(world, file)
  try {
    const key = parseKey(file, bytes)
    if (new X509Certificate(certificate).checkPrivateKey(key)) return key
    throw federationError('OWN_KEY_OTHER', { file, certificate: certificateFile }, { place: { file } })
  } finally {
    bytes.fill(0)
  }
}

function readKey({ files }: World, file: string): Buffer {
  const refuse = (reason: string): Error => federationError('OWN_KEY_UNREADABLE', { file, reason }, { place: { file } })
  const descriptor = openKey(files, file, refuse)
  try {
    const { kind, size } = files.fstat(descriptor)
    if (kind !== 'file' || size > LARGEST_KEY) throw refuse('it is no file of at most 64 KiB')
    return readDescriptor(files, descriptor)
  } finally {
    files.close(descriptor)
  }
}

function openKey(files: World['files'], file: string, refuse: (reason: string) => Error): number {
  try {
    return files.open(file, 'read')
  } catch (cause) {
    throw refuse(reasonOf(cause))
  }
}

function parseKey(file: string, bytes: Buffer): KeyObject {
  try {
    return createPrivateKey(bytes)
  } catch {
    const reason = 'it is no private key in PEM without a password'
    throw federationError('OWN_KEY_UNREADABLE', { file, reason }, { place: { file } })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
