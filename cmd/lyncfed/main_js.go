package main

import (
	"runtime/debug"
	"syscall/js"
)

// main defines a function lyncfed in the JavaScript worker that it runs in. The function
// takes a question of the page and its files, and returns the answer.
func main() {
	var w pageWorker
	held := 0 // bytes of the files so far
	js.Global().Set("lyncfed", js.FuncOf(func(_ js.Value, args []js.Value) any {
		files := make([][]byte, args[1].Length())
		for i := range files {
			files[i] = make([]byte, args[1].Index(i).Length())
			js.CopyBytesToGo(files[i], args[1].Index(i))
			held += len(files[i])
		}
		debug.SetGCPercent(growth(held))
		return string(w.answer(args[0].String(), files))
	}))
	select {}
}

// growth returns by how many hundredths the memory may grow between two runs of the garbage
// collector, which has no thread of its own here. For small files, memory is cheaper than
// time.
func growth(held int) int {
	const small = 16 << 20
	if held <= small {
		return 400
	}
	return 100
}
