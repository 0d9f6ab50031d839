
// The worker: it unpacks the engine, and passes questions to it, one after another.

// from7 returns the bytes that text7 of pack.go wrote.
function from7(text) {
  const unwritten = [0, 7, 8, 10, 11, 12, 13, 14, 15, 26, 27, 60, 38, 127];
  const begin = text.indexOf(" ") + 1;
  const out = new Uint8Array(Number(text.slice(0, begin)));
  let bits = 0, n = 0, to = 0;
  const put = (seven) => {
    bits = bits << 7 | seven;
    n += 7;
    if (n >= 8) out[to++] = bits >> (n -= 8); // what is after the last byte goes nowhere
  };
  for (let at = begin; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c >= 256) put(unwritten[c - 256 >> 7]);
    if (c !== 10) put(c & 127);
  }
  return out;
}

async function uncompressed(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// withCopies puts in what withoutCopies of pack.go left out.
function withCopies(places, kept, size) {
  let at = 0;
  const numbers = () => {
    const all = [];
    for (;;) {
      let n = 0;
      for (let shift = 1;; shift *= 128) {
        const b = places[at++];
        n += (b & 127) * shift;
        if (b < 128) break;
      }
      if (n === 0) return all;
      all.push(n);
    }
  };
  const befores = numbers(), lengths = numbers(), backs = numbers();
  const out = new Uint8Array(size);
  let to = 0, from = 0, back = 0;
  befores.forEach((next, i) => {
    const before = next - 1, length = lengths[i];
    if (backs[i] > 1) back = backs[i] - 1;
    out.set(kept.subarray(from, from + before), to);
    from += before;
    to += before;
    if (back >= length) {
      out.copyWithin(to, to - back, to - back + length);
    } else {
      for (let n = 0; n < length; n++) out[to + n] = out[to + n - back];
    }
    to += length;
  });
  out.set(kept.subarray(from), to);
  return out;
}

let engine = null; // a promise

async function start(message) {
  let module = message.module;
  if (!module) {
    const [places, kept] = await Promise.all([uncompressed(from7(message.copies)), uncompressed(from7(message.rest))]);
    module = await WebAssembly.compile(withCopies(places, kept, message.size));
    postMessage({ module }); // a worker that comes after this one needs not compile it again
  }
  const go = new Go();
  const instance = await WebAssembly.instantiate(module, go.importObject);
  go.run(instance);
}

onmessage = async (event) => {
  const message = event.data;
  try {
    if (message.size) {
      engine = start(message);
      await engine;
      postMessage({ ready: true });
      return;
    }
    await engine;
    postMessage({ id: message.id, answer: lyncfed(JSON.stringify(message.question), message.files) });
  } catch (error) {
    postMessage({ id: message.id, failed: String(error) });
  }
};
