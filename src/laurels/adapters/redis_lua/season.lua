-- What the scripts about a loaded shard begin with.
-- KEYS: marker, order, records, prefixes, counts. ARGV[1]: the shape that the caller expects;
-- ARGV[2]: bytes of a key.
local marker, order, records, prefixes, counts = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local shape, size = ARGV[1], tonumber(ARGV[2])
local dense = string.sub(shape, 1, 1) == 'd'
local sub = string.sub

-- The marker, where the shard holds all that it says; nil where something is missing.
local function state()
  local m = redis.call('HMGET', marker, 'shape', 'generation', 'watermark', 'step', 'entries',
    'events', 'prefixes')
  if m[1] ~= shape then return nil end
  local entries = tonumber(m[5])
  if redis.call('ZCARD', order) ~= entries or redis.call('HLEN', records) ~= entries then
    return nil
  end
  local distinct = tonumber(m[7])
  if dense and (redis.call('ZCARD', prefixes) ~= distinct
      or redis.call('HLEN', counts) ~= distinct) then
    return nil
  end
  return { generation = m[2], watermark = m[3], step = tonumber(m[4]), entries = entries,
    events = tonumber(m[6]), prefixes = distinct }
end

-- What every answer begins with.
local function head(s)
  return { s.generation, s.watermark, s.step, s.entries, string.format('%.0f', s.events) }
end
