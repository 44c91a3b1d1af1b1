import { render } from "@testing-library/react"
import { expect, test } from "vitest"

import { Avatar } from "./avatar"

const pictureOf = (url: string) =>
  render(<Avatar id="ann" url={url} />).container.querySelector("img")

test("a picture of this server is shown", () => {
  expect(pictureOf("/assets/ann.png")?.getAttribute("src")).toBe("/assets/ann.png")
})

test.each(["https://elsewhere.example/ann.png", "http://[", "https://", "//elsewhere.example/a"])(
  "the address %s asks nothing of anyone, and breaks nothing",
  (url) => {
    expect(pictureOf(url)).toBeNull()
  },
)
