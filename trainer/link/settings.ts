import type { Observable, Observer } from 'rxjs'
import type { AddressedCommand } from '#src/vocabulary/index.ts'
import type { Place } from './connection.ts'
import type { Room } from './spool.ts'

export interface LinkSettings extends Place {
  /** Where a journal is kept when the hub stays away. */
  readonly folder: string
  /** Told that everything before `next` is durable at the hub. */
  readonly acknowledged?: (next: number) => void
  /** Receives what the hub's viewers command. */
  readonly commands$?: Pick<Observer<AddressedCommand>, 'next'>
  /** Takes a line for the person at the terminal. */
  readonly say?: (line: string) => void
  /** How long, once the run has ended, a hub that is away is waited for; without it, until somebody ends the process. */
  readonly waitMs?: number
  /** Tells that somebody wants the process to end: once the run has ended, a hub that is away is not waited for. */
  readonly hurry$?: Observable<unknown>
  /** Reports, and bytes, that are held in memory before the journal takes over. */
  readonly mostInMemory?: number
  readonly memoryBytes?: number
  /** What the journal may take before it is thinned. */
  readonly journalBytes?: number
  /** How the disk is waited for. */
  readonly disk?: Pick<Room, 'writeMs' | 'retry'>
  /** How long the hub has been away when what it has not taken goes to the journal. */
  readonly journalAfterMs?: number
}
