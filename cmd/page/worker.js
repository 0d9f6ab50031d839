
// The worker: it unpacks the engine, and passes questions to it, one after another.

// from85 returns the bytes that text85 of pack.go wrote.
function from85(text) {
  const value = new Int8Array(128).fill(-1);
  for (let c = 35, n = 0; n < 85; c++) {
    if (!"&'<\\`".includes(String.fromCharCode(c))) value[c] = n++;
  }
  let at = 0;
  const four = () => {
    let n = 0;
    for (let digits = 0; digits < 5;) {
      const v = value[text.charCodeAt(at++)];
      if (v >= 0) { n = n * 85 + v; digits++; }
    }
    return n;
  };
  const size = four();
  const out = new Uint8Array(size + 3);
  for (let i = 0; i < size; i += 4) {
    const n = four();
    out[i] = n >>> 24; out[i + 1] = n >>> 16; out[i + 2] = n >>> 8; out[i + 3] = n;
  }
  return out.subarray(0, size);
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
    const [places, kept] = await Promise.all([uncompressed(from85(message.copies)), uncompressed(from85(message.rest))]);
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
