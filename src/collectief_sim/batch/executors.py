"""Who does the work: worker processes on this machine, or the workers of a Dask cluster. Both are context managers."""

from __future__ import annotations

import os
import re
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from queue import SimpleQueue
from threading import Thread, current_thread, main_thread
from typing import Any, Protocol, Self

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short

_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx|inproc)://[\w.:\[\]/-]+")
AHEAD = 2  # tasks a worker has at hand while there are plenty, so that it need not wait for the next
_CANNOT_START = (
    "worker processes cannot start. In a script of your own, put what starts the batch under "
    'if __name__ == "__main__": workers read the script too.'
)


@dataclass(frozen=True)
class WorkerDied:
    """Stands in for the result of a task whose worker died (killed, out of memory, crashed)."""

    reason: str


class Executor(AbstractContextManager["Executor"], Protocol):
    """Something that carries out tasks in any order."""

    workers: int

    def carry_out[T, R](self, function: Callable[[T], R], tasks: deque[T]) -> Iterator[tuple[T, R | WorkerDied]]:
        """Take tasks from the front until there are none left and all are done; tasks may be added meanwhile.

        An exception that `function` raises is raised here.
        """


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes:
    """Worker processes on this machine, each with a pipe of its own, so that one that dies harms no other."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or cores()
        self._team: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._team:
            worker.dismiss()
        self._team.clear()

    def carry_out[T, R](self, function: Callable[[T], R], tasks: deque[T]) -> Iterator[tuple[T, R | WorkerDied]]:
        """Hand out tasks to whoever has room; see :class:`Executor`."""
        while tasks or any(worker.at_hand for worker in self._team):
            self._hand_out(function, tasks)
            busy = {worker.pipe: worker for worker in self._team if worker.at_hand}
            for pipe in connection.wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                try:
                    result = worker.pipe.recv()
                except (EOFError, OSError):
                    self._team.remove(worker)
                    died = WorkerDied(worker.obituary())
                    if not worker.ready and worker.process.exitcode == 1:
                        raise ScenarioError(_CANNOT_START) from None
                    first, *others = worker.at_hand
                    tasks.extendleft(reversed(others))  # these had not begun
                    yield first, died
                else:
                    if not worker.ready:  # the first thing it says
                        worker.ready = True
                        continue
                    task = worker.at_hand.popleft()
                    self._hand_out(function, tasks)
                    if isinstance(result, Exception):
                        raise result
                    yield task, result

    def _hand_out(self, function: Callable[[Any], Any], tasks: deque[Any]) -> None:
        while tasks:
            while len(self._team) < min(self.workers, len(self._team) + len(tasks)):
                self._team.append(_Worker())
            worker = min(self._team, key=lambda member: len(member.at_hand))
            plenty = len(tasks) > self.workers  # else somebody would wait while another has two
            if len(worker.at_hand) == (AHEAD if plenty else 1):
                return
            worker.take(function, tasks.popleft())


class _Worker:
    """A worker process as its employer sees it."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _deaf():  # which the process inherits: it does not hear Ctrl-C while it starts
            self.process.start()
        theirs.close()
        self.ready = False
        self.at_hand: deque[Any] = deque()

    def take(self, function: Callable[[Any], Any], task: Any) -> None:
        self.at_hand.append(task)
        with suppress(OSError):  # dead already? that is found out when its answer is waited for
            self.pipe.send((function, task))

    def obituary(self) -> str:
        self.process.join(10)
        code = self.process.exitcode
        if code is None or code >= 0:
            return f"the worker process ended with exit code {code}"
        return f"the worker process was killed by {signal.Signals(-code).name} (out of memory?)"

    def dismiss(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """While Ctrl-C is ignored, where we have a say in that."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(pipe: connection.Connection) -> None:
    """The life of a worker process: it ends when the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the one who gives orders
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = "1"  # one process, one core
    orders: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(pipe, orders), daemon=True).start()
    with suppress(OSError):
        pipe.send("ready")
        for function, task in iter(orders.get, None):
            try:
                answer: Any = function(task)
            except Exception as error:  # raised again where the orders come from
                answer = error
            pipe.send(answer)


def _listen(pipe: connection.Connection, orders: SimpleQueue[Any]) -> None:
    """Take orders off the pipe as they come: if both ends waited to get a long message through, neither ever would."""
    try:
        with suppress(EOFError, OSError):
            while True:
                orders.put(pipe.recv())
    finally:
        orders.put(None)


class DaskCluster:
    """The workers of a Dask cluster, which must have the same version of this package, and of what it stands on."""

    def __init__(self, address: str, seconds: float = 10, any_version: bool = False) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ScenarioError(
                "--dask needs the package `distributed`: pip install 'collectief-sim[cluster]'"
            ) from None
        if not _ADDRESS.fullmatch(address):
            raise ScenarioError(f"--dask {short(address)}: not an address; write for instance tcp://host:8786.")
        try:
            self._client: Any = Client(address, timeout=seconds, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TimeoutError) as error:
            raise ScenarioError(f"--dask {address}: no scheduler answers there ({error}).") from None
        self.address, self._any_version = address, any_version
        self.workers = 0

    def __enter__(self) -> Self:
        self.workers = self._threads()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _threads(self) -> int:
        """Threads of all workers, after a look at what they have installed."""
        from collectief_sim.batch.versions import differences, maker

        def maker_there() -> dict[str, Any] | None:
            try:
                from collectief_sim.batch.versions import maker
            except ImportError:
                return None
            return maker()

        for worker, theirs in self._client.run(maker_there).items():
            if theirs is None:
                raise ScenarioError(
                    f"--dask {self.address}: worker {worker} does not have collectief-sim, or an older one."
                )
            apart = differences(theirs, maker())
            if apart and not self._any_version:
                raise ScenarioError(
                    f"--dask {self.address}: worker {worker} has {'; '.join(apart)}. Results may differ "
                    "(--force-version goes on all the same)."
                )
        threads = sum(self._client.nthreads().values())
        if not threads:
            raise ScenarioError(f"--dask {self.address}: the scheduler has no workers.")
        return int(threads)

    def carry_out[T, R](self, function: Callable[[T], R], tasks: deque[T]) -> Iterator[tuple[T, R | WorkerDied]]:
        """Keep every worker supplied; see :class:`Executor`."""
        from distributed import as_completed
        from distributed.scheduler import KilledWorker

        waiting: dict[Any, T] = {}
        arriving: Any = as_completed(loop=self._client.loop)  # type: ignore[no-untyped-call]
        while tasks or waiting:
            while tasks and len(waiting) < AHEAD * max(1, self.workers):
                task = tasks.popleft()
                future = self._client.submit(function, task, pure=False)
                waiting[future] = task
                arriving.add(future)
            future = next(arriving)
            task = waiting.pop(future)
            try:
                yield task, future.result()
            except KilledWorker as error:
                yield task, WorkerDied(f"workers of the cluster died on it: {error}")
            finally:
                future.release()
