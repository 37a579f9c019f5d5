import type { Observable } from 'rxjs'
import type { Mark } from '#src/vocabulary/index.ts'
import { alertOf, type Alert } from './alert-text.ts'

/** Where this browser remembers that somebody asked for notifications. */
export const ALERTS_KEY = 'phasescope-notify'
/** What comes within so much time of a notification is gathered into the next one: a loss may leap a hundred times. */
const GATHERED_MS = 5_000

/** The desktop as a page reaches it. */
export interface Desktop {
  /** Why there are no notifications here, whatever anybody allows; null where there may be. */
  readonly lacks: string | null
  readonly permission: () => NotificationPermission
  readonly ask: () => Promise<NotificationPermission>
  readonly show: (alert: Alert) => void
}

/**
 * Desktop notifications of the events of a run: shown once somebody has asked for them here, of what comes from then on, also while another
 * page is in front. The browser has the last word, and what it says is said.
 */
export class Alerts {
  readonly #desktop: Desktop
  #isOn = $state(false)
  #why = $state<string | null>(null)

  constructor(desktop: Desktop = thisDesktop()) {
    this.#desktop = desktop
    if (localStorage.getItem(ALERTS_KEY) !== null)
      this.#isOn = this.#settle(desktop.lacks === null ? desktop.permission() : 'denied')
  }

  get isOn(): boolean {
    return this.#isOn
  }

  /** Why there are none though somebody asked; null where there are, or nobody did. */
  get why(): string | null {
    return this.#why
  }

  /** Asks the browser, which asks whoever sits before it. */
  async begin(): Promise<void> {
    const { lacks, ask } = this.#desktop
    this.#isOn = this.#settle(lacks === null ? await ask() : 'denied')
    if (this.#isOn) localStorage.setItem(ALERTS_KEY, 'on')
  }

  end(): void {
    this.#isOn = false
    this.#why = null
    localStorage.removeItem(ALERTS_KEY)
  }

  /** Tells of what is marked in a run, while it is asked for; until it is unsubscribed. */
  follow(marked$: Observable<Mark>, run: () => string): () => void {
    let gathered: Mark[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = () => {
      timer = undefined
      if (gathered.length === 0 || !this.#isOn) return
      const alert = alertOf(run(), gathered)
      gathered = []
      timer = setTimeout(show, GATHERED_MS)
      try {
        this.#desktop.show(alert)
      } catch (error) {
        this.#why = `This browser could not show a notification: ${String(error)}`
      }
    }
    const subscription = marked$.subscribe((mark) => {
      if (!this.#isOn) return
      gathered.push(mark)
      if (timer === undefined) show()
    })
    return () => {
      subscription.unsubscribe()
      clearTimeout(timer)
    }
  }

  #settle(permission: NotificationPermission): boolean {
    const { lacks } = this.#desktop
    this.#why = lacks ?? WHY[permission]
    return this.#why === null
  }
}

const WHY = {
  granted: null,
  denied:
    'This browser denies notifications to this page: allow them in its settings of this site, beside the address, and press again',
  default: 'This browser was not told to allow notifications: press again and allow them',
} satisfies Record<NotificationPermission, string | null>

function thisDesktop(): Desktop {
  return {
    lacks:
      'Notification' in window && isSecureContext
        ? null
        : isSecureContext
          ? 'This browser has no desktop notifications'
          : 'Browsers show notifications only of pages over HTTPS, or of this machine (127.0.0.1)',
    permission: () => Notification.permission,
    ask: () => Notification.requestPermission(),
    show: ({ title, body, tag }) => {
      const shown = new Notification(title, { body, tag })
      shown.onclick = () => {
        window.focus()
        shown.close()
      }
    },
  }
}
