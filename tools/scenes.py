"""Pages of others in which the pictures show an overlay and an embed: a stream, a newspaper."""

_STREAM = """<!doctype html><title>Stream</title>
<meta name="viewport" content="width=device-width">
<style>
  html, body { margin: 0; height: 100%; overflow: hidden; background: #0a0618 }
  svg, iframe { position: fixed; inset: 0; width: 100%; height: 100%; border: 0 }
  iframe { color-scheme: light }
</style>
<svg viewBox="0 0 1440 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
  <defs>
    <linearGradient id="sky" x2="0" y2="1">
      <stop stop-color="#120a3a"/><stop offset=".55" stop-color="#5b2a86"/>
      <stop offset=".8" stop-color="#ff7e5f"/><stop offset="1" stop-color="#ffc371"/>
    </linearGradient>
    <linearGradient id="road" x2="0" y2="1">
      <stop stop-color="#2b2440"/><stop offset="1" stop-color="#0d0a18"/>
    </linearGradient>
  </defs>
  <rect width="1440" height="620" fill="url(#sky)"/>
  <circle cx="735" cy="520" r="150" fill="#ffd98e"/>
  <path d="M0 560l180-110 130 60 150-120 210 150 60 80H0zM740 620l120-90 130 40 170-150 150 120
    130-60v140z" fill="#3a1d5c"/>
  <path d="M0 600l240-60 200 50 260 30H0zM780 620l180-40 220 10 260-70v100z" fill="#24123f"/>
  <rect y="610" width="1440" height="290" fill="#160c2b"/>
  <path d="M690 610h90l560 290H180z" fill="url(#road)"/>
  <path d="M735 620l-4 60h12l-4-60zM729 700l-8 80h32l-7-80zM718 800l-12 100h64l-14-100z"
    fill="#ffd98e" opacity=".8"/>
  <path d="M690 610L180 900M780 610l560 290" stroke="#ff7e5f" stroke-width="5" opacity=".7"/>
</svg>
<iframe src="SERVER/overlay/starfall?rows=8" title="Overlay"></iframe>
"""

_NEWS = """<!doctype html><html lang="en"><title>The Meridian Post</title>
<meta name="viewport" content="width=device-width">
<style>
  body { margin: 0; background: #f6f3ec; color: #222; font: 18px/1.6 Georgia, serif }
  header { border-bottom: 3px double #222; text-align: center; padding: 18px }
  header b { font-size: 34px; letter-spacing: .5px }
  main { max-width: 1040px; margin: 0 auto; padding: 24px 20px; display: grid; gap: 0 32px }
  h1 { font-size: 32px; line-height: 1.2; margin: 0 0 14px }
  p { margin: 0 0 14px }
  aside { margin-bottom: 18px }
  @media (min-width: 900px) {
    main { grid-template: auto 1fr / 1fr 420px }
    aside { grid-area: 1 / 2 / span 2 }
  }
</style>
<header><b>The Meridian Post</b></header>
<main>
  <h1>A long night at the arcade</h1>
  <aside>
    <script src="SERVER/embed.js" data-leaderboard="starfall" data-rows="8"></script>
  </aside>
  <article>
    <p>Nobody at the counter remembers when the last one went home. The board above the machines
    changed its order again shortly after midnight, and then once more before anyone had sat
    down.</p>
    <p>What stands beside this text is no picture. It moves while you read, as the scores come
    in.</p>
    <p>The season has weeks to go, and those who lead tonight say what leaders say: that they look
    at their own game only. Those behind them count points.</p>
  </article>
</main></html>
"""


def stream(server: str) -> str:
    """A game with the overlay over it."""
    return _STREAM.replace("SERVER", server)


def news(server: str) -> str:
    """An article with the embed beside it."""
    return _NEWS.replace("SERVER", server)
