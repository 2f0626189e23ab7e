import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

/**
 * Where this user's caches live by the custom of the system: LOCALAPPDATA on Windows, ~/Library/Caches on macOS,
 * XDG_CACHE_HOME or ~/.cache elsewhere (XDG Base Directory Specification: a relative value is to be ignored).
 * Undefined when the user has no home.
 */
export function cacheDirectory(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home: string | undefined = homeOrNone(),
): string | undefined {
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA']
    if (local !== undefined && win32.isAbsolute(local)) return win32.join(local, 'bridgehead', 'cache')
    return home === undefined ? undefined : win32.join(home, 'AppData', 'Local', 'bridgehead', 'cache')
  }
  if (platform === 'darwin') return home === undefined ? undefined : posix.join(home, 'Library', 'Caches', 'bridgehead')
  const xdg = environment['XDG_CACHE_HOME']
  if (xdg !== undefined && posix.isAbsolute(xdg)) return posix.join(xdg, 'bridgehead')
  return home === undefined ? undefined : posix.join(home, '.cache', 'bridgehead')
}

function homeOrNone(): string | undefined {
  try {
    return homedir() || undefined
  } catch {
    // An account without an entry in the user database, as containers have: no home, so no cache.
    return undefined
  }
}
