package main

import "syscall/js"

// main answers the questions of the page: it gives the worker that it runs in a function
// lyncfed, which takes a question and the files that go with it, and returns the
// answer.
func main() {
	var w pageWorker
	js.Global().Set("lyncfed", js.FuncOf(func(_ js.Value, args []js.Value) any {
		files := make([][]byte, args[1].Length())
		for i := range files {
			files[i] = make([]byte, args[1].Index(i).Length())
			js.CopyBytesToGo(files[i], args[1].Index(i))
		}
		return string(w.answer(args[0].String(), files))
	}))
	select {}
}
