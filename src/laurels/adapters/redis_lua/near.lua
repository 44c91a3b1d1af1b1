-- What one of several shards has on both sides of keys.
-- ARGV: shape, bytes of a key, then for each question key, above, below, how many bounds, bounds.
-- Answers head, and for each question how many stand before the key, those above and those from
-- it on (each one text, in order: key, player, instant, events), and how many stand before each
-- bound.
local s = state()
if not s then return false end
local answer = head(s)

local i = 3
while i <= #ARGV do
  local key, bounds = ARGV[i], tonumber(ARGV[i + 3])
  local above, below = {}, {}
  if ARGV[i + 1] ~= '0' then
    above = redis.call('ZREVRANGEBYLEX', order, '(' .. key, '-', 'LIMIT', 0, ARGV[i + 1])
    for n = 1, math.floor(#above / 2) do
      above[n], above[#above - n + 1] = above[#above - n + 1], above[n]
    end
  end
  if ARGV[i + 2] ~= '0' then
    below = redis.call('ZRANGEBYLEX', order, '[' .. key, '+', 'LIMIT', 0, ARGV[i + 2])
  end
  local before = {}
  for n = i + 4, i + 3 + bounds do
    before[#before + 1] = redis.call('ZLEXCOUNT', order, '-', '(' .. ARGV[n])
  end
  local over, under = whole(above), whole(below)
  if not over or not under then return false end
  local position = redis.call('ZLEXCOUNT', order, '-', '(' .. key)
  answer[#answer + 1] = { position, over, under, before }
  i = i + 4 + bounds
end
return answer
