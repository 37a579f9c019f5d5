import { Observable, Subscription } from 'rxjs'

/**
 * Follows what is wanted last, and asks about it as soon as what was asked before has had its first answer: who types is
 * answered at every letter while answers are quick, and asks no more than one question at a time while they are slow.
 */
export function keepingUp<T, R>(answersTo: (wanted: T) => Observable<R>) {
  return (wanted$: Observable<T>): Observable<R> =>
    new Observable((subscriber) => {
      let inner = new Subscription()
      let isAnswered = true
      let waiting: { readonly wanted: T } | null = null
      const follow = (wanted: T) => {
        inner.unsubscribe()
        inner = new Subscription()
        isAnswered = false
        waiting = null
        // The answer may be there at once.
        inner.add(
          answersTo(wanted).subscribe({
            next: (answer) => {
              isAnswered = true
              subscriber.next(answer)
              if (waiting !== null) follow(waiting.wanted)
            },
            error: (error: unknown) => subscriber.error(error),
          }),
        )
      }
      const outer = wanted$.subscribe((wanted) => {
        if (isAnswered) follow(wanted)
        else waiting = { wanted }
      })
      return () => {
        outer.unsubscribe()
        inner.unsubscribe()
      }
    })
}
