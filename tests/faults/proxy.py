"""A network between browsers and a site that can be cut, can fall silent, and loses single requests and answers."""

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

from tests.browser.serving import free_port

CHUNK = 65536
ANSWER = 900
"""Bytes; an answer is lost somewhere in its first ones, so that some are cut off in their middle."""
HEAD_ENDS = b"\r\n\r\n"


class Proxy:
    """Passes on what comes to `url`. `lose` is the share of connections whose request never arrives, and the share
    whose answer is cut off after the site has done its work; which ones, `draw` says. Styles and scripts are spared:
    without them a page saves by its form alone, and it is the scripts that are tried here. `happened` counts."""

    def __init__(self, port: int, draw: Random, *, lose: float) -> None:
        self.target, self.draw, self.lose = port, draw, lose
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.happened: Counter[str] = Counter()
        self._open: set[asyncio.StreamWriter] = set()
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait(timeout=10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    def cut(self) -> None:
        """Every connection breaks, and none comes about, until `heal`."""
        self.happened["cut"] += 1
        self._call(self._cut)

    def stall(self) -> None:
        """What is under way lies still, and so does what comes, until `heal`."""
        self.happened["stalled"] += 1
        self._call(self._flowing.clear)

    def heal(self) -> None:
        self._call(self._heal)

    def _call(self, what: Callable[[], None]) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(what)
        self._loop.call_soon_threadsafe(done.set)
        done.wait(timeout=10)

    def _cut(self) -> None:
        self._is_cut = True
        for writer in list(self._open):
            writer.transport.abort()

    def _heal(self) -> None:
        self._is_cut = False
        self._flowing.set()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for writer in list(self._open):
            writer.transport.abort()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.1)  # aborted connections are closed by the loop's next rounds

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fate = self.draw.random()
        with self._known(writer), contextlib.suppress(OSError, asyncio.CancelledError):
            if self._is_cut:
                return
            first = await reader.read(CHUNK)
            if not first:  # opened ahead by a browser, and not needed
                return
            spared = first.startswith(b"GET /static/")
            if fate < self.lose and not spared:
                self.happened["request lost"] += 1
                return
            passes = ANSWER * self.draw.random() if fate < 2 * self.lose and not spared else None
            site_reader, site_writer = await asyncio.open_connection("127.0.0.1", self.target)
            with self._known(site_writer):
                await self._pass(first, site_writer)
                ways = {
                    asyncio.create_task(self._pump(reader, site_writer, None)),
                    asyncio.create_task(self._pump(site_reader, writer, passes)),
                }
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()

    @contextlib.contextmanager
    def _known(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        """At the end what was written still goes out, unless the connection broke."""
        self._open.add(writer)
        try:
            yield
        finally:
            self._open.discard(writer)
            writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: float | None) -> None:
        """Until one side ends, or so many bytes have passed. Of a head that would be cut off nothing passes: Python's
        own client takes it for a whole one, and follows half an address."""
        with contextlib.suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if passes is not None and len(chunk) > passes:
                    self.happened["answer lost"] += 1
                    whole_head = passes >= chunk.find(HEAD_ENDS) + len(HEAD_ENDS)
                    await self._pass(chunk[: int(passes)] if whole_head else b"", writer)
                    writer.transport.abort() if passes < ANSWER / 2 else writer.close()
                    return
                passes = None if passes is None else passes - len(chunk)
                await self._pass(chunk, writer)

    async def _pass(self, chunk: bytes, writer: asyncio.StreamWriter) -> None:
        await self._flowing.wait()
        writer.write(chunk)
        await writer.drain()
