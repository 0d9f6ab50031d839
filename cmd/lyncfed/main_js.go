package main

import "syscall/js"

// main defines a function lyncfed in the JavaScript worker that it runs in. The function
// takes a question of the page and its files, and returns the answer.
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
