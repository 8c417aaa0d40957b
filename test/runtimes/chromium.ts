import { existsSync } from 'node:fs'

/** Where Debian and others put the browser. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser of this machine, if there is one; `CHROMIUM_PATH` names another. */
export const chromiumPath: string | undefined = [process.env['CHROMIUM_PATH'], ...places].find(
  (path) => path !== undefined && existsSync(path),
)
