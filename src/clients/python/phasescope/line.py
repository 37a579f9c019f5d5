"""
The connection to the hub, in the namespace of trainers (`src/wire/protocol.ts`). It is opened again for as long as it takes, ever less
often; whoever turns it is never made to wait: calls are made in a thread of their own.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from .harmless import why_of
from .hub import Hub, ssl_context, token_for, withheld
from .replies import is_ok, never_taken, why_not, why_refused

PROTOCOL = 3
NAMESPACE = "/trainer"
ON_THEIR_WAY = 4
#: Seconds until a hub that is away is called again, the first time and at most.
CALL_S = (0.25, 5.0)
REFUSAL_S = (1.0, 60.0)
#: The same of a rank that is here before the run has begun.
EARLY_REFUSAL_S = (0.25, 5.0)
#: A hub that has not answered by then is taken for gone, though the connection may look open.
PATIENCE_S = 30.0
#: And one that cannot be reached by then is called later.
CONNECT_S = 10.0
#: What a hub will never take is left out; one that goes on saying so is asked later.
MOST_NEVER = 10_000
#: Commands that wait for the training at once, each with a thread; further ones are refused.
MOST_COMMANDS = 64

Answer = Callable[[dict[str, Any]], None]


class Line:
    """`turn()` is called often by one thread; what happens in others waits in `events` until then."""

    def __init__(
        self,
        find: Callable[[], Hub],
        greeting: Callable[[], dict[str, Any]],
        on_command: Callable[[dict[str, Any], Answer], None],
        say: Callable[[str], None],
        wake: threading.Event,
        refusal_s: tuple[float, float] = REFUSAL_S,
    ) -> None:
        self.find, self.greeting, self.on_command, self.say = find, greeting, on_command, say
        self._wake = wake
        self.hub: Hub | None = None
        #: Whether the hub has greeted back and nothing has gone wrong since.
        self.welcome = False
        #: What the hub wants next, until somebody has looked.
        self.wanted: int | None = None
        self.acknowledged: int | None = None
        self.never: list[tuple[int, str | None, str]] = []
        #: Why the hub does not take the run; None while it does.
        self.refusal: str | None = None
        self.tried = 0
        self.in_flight = 0
        self._oldest = 0.0
        self._socket: Any = None
        self._connection = 0
        self._events: deque[tuple[int, str, Any]] = deque()
        self._next_call = 0.0
        self._calling = False
        self._call_s = CALL_S[0]
        self._refusals = refusal_s
        self._refusal_s = self._refusals[0]
        self._said: str | None = None
        self._said_until = "welcome"
        self._closed = False
        self._greeted: list[str] | None = None
        #: How often it was told that it left something out, which it is to be told no more then.
        self._refused_so: Counter[tuple[int, str | None]] = Counter()
        #: Of the Commands, how many threads wait.
        self._commands = threading.BoundedSemaphore(MOST_COMMANDS)

    @property
    def free(self) -> bool:
        return self.welcome and self.in_flight < ON_THEIR_WAY

    @property
    def is_away(self) -> bool:
        """Whether it was called, and is not there or does not take the run."""
        return self.tried > 0 and not self._calling and self._socket is None and not self._events

    def send(self, message: bytes) -> None:
        asked = self._connection
        if self.in_flight == 0:
            self._oldest = time.monotonic()
        self.in_flight += 1
        try:
            self._socket.emit(
                "reports",
                message,
                namespace=NAMESPACE,
                callback=lambda *reply: self._told(asked, "reply", reply),
            )
        except Exception as error:  # the socket has just been closed
            self._told(asked, "down", str(error))

    def greet(self) -> None:
        """Says who writes, and what is obeyed; again where that has changed."""
        asked = self._connection
        try:
            greeting = self.greeting()
            self._greeted = greeting["accepts"]
            self._socket.emit(
                "hello",
                greeting,
                namespace=NAMESPACE,
                callback=lambda *reply: self._told(asked, "hello", reply),
            )
            self._oldest = time.monotonic()
            self.in_flight = max(1, self.in_flight)
        except OSError as error:  # the secret cannot be kept, and so is not shown
            self._say_once(f"The hub is not told of the run, whose secret cannot be kept: {error}")
            self._down(self._refused_later(), None)
        except Exception as error:
            self._told(asked, "down", str(error))

    def turn(self, accepts: list[str]) -> None:
        """Takes in what has happened, and calls where it is time."""
        while self._events:
            connection, what, given = self._events.popleft()
            if connection == self._connection:
                self._take(what, given)
        now = time.monotonic()
        if self._socket is None:
            if not self._calling and not self._closed and now >= self._next_call:
                self._call()
        elif self.welcome and self._greeted != accepts and self.in_flight == 0:
            self.welcome = False
            self.greet()
        elif self.in_flight > 0 and now - self._oldest > PATIENCE_S:
            self._down(0.0, f"no answer within {PATIENCE_S:.0f} s")

    def close(self) -> None:
        self._closed = True
        self._hang_up()

    # ---- in the thread that turns

    def _take(self, what: str, given: Any) -> None:
        if what == "up":
            self._socket, hub = given
            self.hub = hub
            self.greet()
        elif what == "down":
            self._down(self._later(), given)
        elif what == "hello":
            self.in_flight = 0
            self._hello(given[0] if given else None)
        else:
            self.in_flight = max(0, self.in_flight - 1)
            self._oldest = time.monotonic()
            self._reply(given[0] if given else None)

    def _hello(self, reply: Any) -> None:
        if is_ok(reply):
            self.refusal = None
            self.welcome = True
            self.wanted = reply["next"]
            self._call_s = CALL_S[0]
            self._is_well("welcome", f"Connected to the hub at {self._url}")
            return
        why = why_not(reply)
        self.refusal = why
        self._say_once(f"The hub at {self._url} does not accept the run: {why}. Everything is kept")
        self._down(self._refused_later(), None)

    def _reply(self, reply: Any) -> None:
        if is_ok(reply):
            self._refusal_s = self._refusals[0]
            self.refusal = None
            self._is_well("taken", f"The hub at {self._url} takes the reports of the run again")
            self.acknowledged = max(self.acknowledged or 0, reply["next"])
            return
        if not self.welcome:
            return  # what was sent behind a refused one is refused as well
        why = why_not(reply)
        never = never_taken(reply)
        self.welcome = False
        if never is not None and self._refused_so[never] < 2 and len(self._refused_so) < MOST_NEVER:
            self._refused_so[never] += 1
            self.never.append((*never, why))
            self.say(
                f"The hub at {self._url} will not take a report of the run, and gets the others: {why}"
            )
            self._connection += 1
            self._rebind()
            self.greet()
            return
        self.refusal = why
        self._say_once(
            f"The hub at {self._url} does not take the reports of the run: {why}. They are kept"
        )
        self._down(self._refused_later(), None)

    def _down(self, after_s: float, why: str | None) -> None:
        self._hang_up()
        self._next_call = time.monotonic() + after_s
        if why is not None and self._said is None:
            self._say_once(
                f"No hub at {self._url} ({why}); the training continues, and the hub gets everything once it can be reached"
            )

    def _hang_up(self) -> None:
        self._connection += 1
        self.welcome = False
        self.in_flight = 0
        socket, self._socket = self._socket, None
        if socket is not None:
            threading.Thread(target=_disconnect, args=(socket,), daemon=True).start()

    def _rebind(self) -> None:
        """The same socket, whose earlier answers do not count."""
        self.in_flight = 0
        self._socket.connection = self._connection

    def _later(self) -> float:
        wait, self._call_s = self._call_s, min(CALL_S[1], 2 * self._call_s)
        return wait

    def _refused_later(self) -> float:
        wait, self._refusal_s = self._refusal_s, min(self._refusals[1], 2 * self._refusal_s)
        return wait

    def _say_once(self, line: str, until: str = "welcome") -> None:
        """Until the hub has welcomed the run, or has taken Reports of it."""
        if self._said != line:
            self.say(line)
        self._said, self._said_until = line, until

    def _is_well(self, since: str, line: str) -> None:
        if self._said is not None and self._said_until == since:
            self._said = None
            self.say(line)

    @property
    def _url(self) -> str:
        return "?" if self.hub is None else self.hub.url

    # ---- in threads of their own

    def _told(self, connection: int, what: str, given: Any) -> None:
        self._events.append((connection, what, given))
        if what != "reply":
            self._wake.set()

    def _call(self) -> None:
        self._calling = True
        self._connection += 1
        threading.Thread(
            target=self._dial, args=(self._connection,), name="phasescope-call", daemon=True
        ).start()

    def _dial(self, connection: int) -> None:
        try:
            hub = self.hub = self.find()
            token = token_for(hub)
            from .socket_io import (
                open_socket,
            )  # takes half a second to load, and none of the training's

            context = ssl_context(hub)
            socket = open_socket(context)
            socket.connection = connection
            socket.on("command", self._commanded, namespace=NAMESPACE)
            socket.on(
                "disconnect",
                lambda *_: self._told(socket.connection, "down", "the connection broke"),
                namespace=NAMESPACE,
            )
            refused: list[str] = []
            socket.on(
                "connect_error",
                lambda *why: refused.append(why_refused(why)),
                namespace=NAMESPACE,
            )
            try:
                socket.connect(
                    hub.url,
                    namespaces=[NAMESPACE],
                    transports=["websocket"],
                    auth={} if token is None else {"token": token},
                    wait_timeout=CONNECT_S,
                )
            except Exception as error:
                _disconnect(socket)
                why = refused[0] if refused else str(error)
                if refused and token is None:
                    why = withheld(hub) or why
                self._told(connection, "down", why)
                return
            if (
                token is None
            ):  # nothing was shown, and nothing is told to another program on that port
                _disconnect(socket)
                why = "what listens there asks for no token, and every hub of Phasescope does"
                self._told(connection, "down", why)
                return
            self._told(connection, "up", (socket, hub))
        except Exception as error:  # whatever it is: it is tried again
            self._told(connection, "down", f"{type(error).__name__}: {error}")
        finally:
            self.tried += 1
            self._calling = False

    def _commanded(self, command: Any = None, *_: Any) -> dict[str, Any]:
        """Waits, in a thread of its own, until the training has obeyed."""
        done = threading.Event()
        outcomes: list[dict[str, Any]] = []

        def answer(outcome: dict[str, Any]) -> None:
            outcomes.append(outcome)
            done.set()

        try:
            if not self._commands.acquire(blocking=False):
                return {"ok": False, "why": f"{MOST_COMMANDS} Commands wait already"}
            try:
                self.on_command(command if isinstance(command, dict) else {}, answer)
                done.wait()
                return outcomes[0]
            finally:
                self._commands.release()
        except Exception as error:
            return {"ok": False, "why": why_of(error)[:500]}


def _disconnect(socket: Any) -> None:
    try:
        socket.disconnect()
    except Exception:
        pass
