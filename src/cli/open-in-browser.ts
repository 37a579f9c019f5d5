import { spawn } from 'node:child_process'

/** Opens an address where there is a desktop; does nothing on a server or over SSH. */
export function openInBrowser(address: string): void {
  const command = opener()
  if (command === null || process.stdout.isTTY !== true || process.env.SSH_CONNECTION !== undefined) return
  const child = spawn(command, [address], { stdio: 'ignore', detached: true, shell: process.platform === 'win32' })
  child.on('error', () => console.log('No browser could be opened; open the address by hand'))
  child.unref()
}

function opener(): string | null {
  if (process.platform === 'darwin') return 'open'
  if (process.platform === 'win32') return 'start'
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'xdg-open' : null
}
