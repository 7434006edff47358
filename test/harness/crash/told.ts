/** Runs one try of a proof; where it fails, the error says which one it was before it says why. */
export async function told<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw new Error(`${what}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, {
      cause: error,
    })
  }
}
