import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { accessFolder, replacePrivately } from '#src/access/index.ts'
import { print } from './terminal.ts'

/**
 * Opens an address where there is a desktop; does nothing on a server or over SSH. The browser is given a file that leads
 * there and that only its owner reads, since the arguments of a process are seen by every user of the machine.
 */
export function openInBrowser(address: string, data: string): void {
  const command = opener()
  if (command === null || process.stdout.isTTY !== true || process.env.SSH_CONNECTION !== undefined) return
  const child = spawn(command, [pathToFileURL(leadTo(address, data)).href], {
    stdio: 'ignore',
    detached: true,
    shell: process.platform === 'win32',
  })
  child.on('error', () => print('No browser could be opened; open the address by hand'))
  child.unref()
}

/** A page that goes on to an address by itself. */
export function leadTo(address: string, data: string): string {
  const path = join(accessFolder(data), 'open.html')
  const link = address.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  replacePrivately(
    path,
    `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Phasescope</title>
<meta http-equiv="refresh" content="0;url=${link}"><a href="${link}">Opening Phasescope…</a>
`,
  )
  return path
}

function opener(): string | null {
  if (process.platform === 'darwin') return 'open'
  if (process.platform === 'win32') return 'start'
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'xdg-open' : null
}
