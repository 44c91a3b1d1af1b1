-- What one of several shards has on both sides of a key.
-- ARGV: shape, bytes of a key, key, above, below, then bounds.
-- Answers head, how many stand before the key, those above and those from it on (each one text,
-- in order: key, player, instant, events), and how many stand before each bound.
local s = state()
if not s then return false end
local key = ARGV[3]

local above = redis.call('ZREVRANGEBYLEX', order, '(' .. key, '-', 'LIMIT', 0, ARGV[4])
for i = 1, math.floor(#above / 2) do
  above[i], above[#above - i + 1] = above[#above - i + 1], above[i]
end
local below = redis.call('ZRANGEBYLEX', order, '[' .. key, '+', 'LIMIT', 0, ARGV[5])
local before = {}
for i = 6, #ARGV do
  before[#before + 1] = redis.call('ZLEXCOUNT', order, '-', '(' .. ARGV[i])
end
local answer = head(s)
answer[6] = redis.call('ZLEXCOUNT', order, '-', '(' .. key)
answer[7], answer[8], answer[9] = whole(above), whole(below), before
if not answer[7] or not answer[8] then return false end
return answer
