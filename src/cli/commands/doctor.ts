import { Command } from 'commander'
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { acquireNative, measureGflops, openBackend } from '#trainer/backend/index.ts'
import { showSetup } from '../backend-progress.ts'
import { dataOption, jsonOption } from '../options.ts'
import { version } from '../version.ts'
import { print } from '../terminal.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show which backend computes on this machine and how fast, or repair it')
    .option('--repair', 'set up native TensorFlow again')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async ({ data, json, repair }: { data: string; json?: boolean; repair?: boolean }) => {
      const setup = showSetup()
      if (repair) await acquireNative({ repair: true, onProgress: setup.onProgress })
      const backend = await openBackend(undefined, setup.onProgress)
      setup.done(backend)
      const { name, version: ofLibrary, obtained, library, cpu, logicalCores, threads, gpu, napi } = backend.describe()
      const findings = {
        backend: name,
        version: ofLibrary,
        how: obtained,
        library,
        devices: { cpu, logicalCores, threads, ...(gpu !== undefined && { gpu }) },
        ...(napi !== undefined && { napi }),
        gflops: Math.round(measureGflops(backend)),
        node: process.version,
        phasescope: version,
        data: { folder: data, writable: isWritable(data) },
        advice: backend.fallbackReason ?? backend.withoutGpu ?? null,
      }
      print(json ? JSON.stringify(findings, null, 2) : textOf(findings))
    })
}

function textOf(findings: Record<string, unknown>, indent = ''): string {
  return Object.entries(findings)
    .filter(([, value]) => value !== null)
    .map(([key, value]) =>
      typeof value === 'object'
        ? `${indent}${key}\n${textOf(value as Record<string, unknown>, `${indent}  `)}`
        : `${indent}${key.padEnd(14 - indent.length)} ${String(value)}`,
    )
    .join('\n')
}

/** Whether runs can be kept there, or in the nearest folder above where it is still to be made. */
function isWritable(folder: string): boolean {
  try {
    accessSync(existsSync(folder) ? folder : dirname(folder), constants.W_OK)
    return true
  } catch {
    return false
  }
}
