/** Tells whether a version is older than another one; what is no version is not. */
export function isOlder(version: string, oldest: string): boolean {
  const [major, minor] = readVersion(version)
  const [oldestMajor, oldestMinor] = readVersion(oldest)
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor)
}

function readVersion(text: string): readonly [major: number, minor: number] {
  const [, major = 'Infinity', minor = '0'] = /^v?(\d{1,6})\.(\d{1,6})/.exec(text) ?? []
  return [Number(major), Number(minor)]
}
