-- For scripts that change entries; needs dense, prefixes, counts and sub.

-- How many events a record counts: its last 8 bytes.
local function events_of(record)
  local high, low = struct.unpack('>I4I4', record, #record - 7)
  return high * 4294967296 + low
end

-- Whether a record is of an earlier event than another. Bytes are compared as numbers: `<` on
-- text follows the machine's language.
local function is_older(record, than, size)
  local high, low = struct.unpack('>I4I4', record, size - 7)
  local than_high, than_low = struct.unpack('>I4I4', than, size - 7)
  return high < than_high or (high == than_high and low < than_low)
end

-- Count an entry in or out of its columns; how the number of distinct ones changes.
local function count_prefix(prefix, change)
  local count = redis.call('HINCRBY', counts, prefix, change)
  if count == 0 then
    redis.call('HDEL', counts, prefix)
    redis.call('ZREM', prefixes, prefix)
    return -1
  elseif count == 1 and change == 1 then
    redis.call('ZADD', prefixes, 0, prefix)
    return 1
  end
  return 0
end
