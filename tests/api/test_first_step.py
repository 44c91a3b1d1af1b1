"""A coroutine that begins without a task, and what is left of it."""

import asyncio

from laurels.backoffice.first_step import first_step


async def test_what_waits_for_nothing_is_over_at_once() -> None:
    reached = []

    async def reading() -> None:
        reached.append(asyncio.current_task())

    assert first_step(reading()) is None
    assert reached == [asyncio.current_task()]


async def test_what_is_left_of_a_read_ends_as_soon_as_it_is_cancelled() -> None:
    waited = asyncio.get_running_loop().create_future()
    ended = []

    async def reading() -> None:
        try:
            await waited
        finally:
            ended.append(True)

    rest = first_step(reading())
    assert rest is not None
    task = asyncio.create_task(rest)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert waited.cancelled()  # as by a task that had waited for it
    assert ended


async def test_what_is_left_of_a_read_can_be_closed() -> None:
    ended = []

    async def reading() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.append(True)

    rest = first_step(reading())
    assert rest is not None
    rest.close()

    assert ended


async def test_the_rest_of_a_read_can_be_cancelled_at_any_step() -> None:
    reached, future = [], asyncio.get_running_loop().create_future()

    async def reading() -> None:
        reached.append(await future)
        await asyncio.sleep(0)
        reached.append("the end")

    rest = first_step(reading())
    assert rest is not None
    task = asyncio.create_task(rest)
    future.set_result("a")
    while not reached:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert reached == ["a"]
