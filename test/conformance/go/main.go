// Runs scenario files through the reference and prints what it gives, one JSON object a file. The
// conformance runner compares that with what our core gives for the same random scenarios.
package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"go.etcd.io/raft/v3/rafttest"
)

// result is what one file gave. Panic is set when the reference died, with the outputs up to there.
type result struct {
	File    string   `json:"file"`
	Outputs []string `json:"outputs"`
	Panic   string   `json:"panic,omitempty"`
}

// twos makes the reference draw the longest election timeout each time (3 ticks and 2 more), which is also
// what our environment uses. The hook that sets a timeout is not exported.
type twos struct{}

func (twos) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 2
	}
	return len(p), nil
}

func main() {
	rand.Reader = twos{}
	out := json.NewEncoder(os.Stdout)
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if err := out.Encode(run(file, string(text))); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
}

// run executes the stanzas of a generated file: a directive, input, the separator, one line of output.
func run(file, text string) (res result) {
	res.File = file
	defer func() {
		if r := recover(); r != nil {
			res.Panic = fmt.Sprint(r)
		}
	}()
	env := rafttest.NewInteractionEnv(nil)
	for _, stanza := range strings.Split(strings.TrimSpace(text), "\n\n") {
		head, _, _ := strings.Cut(stanza, "\n----")
		directive, input, _ := strings.Cut(head, "\n")
		cmd, args, err := datadriven.ParseLine(directive)
		if err != nil {
			panic(err)
		}
		data := datadriven.TestData{Cmd: cmd, CmdArgs: args, Input: strings.TrimSpace(input)}
		res.Outputs = append(res.Outputs, env.Handle(&testing.T{}, data))
	}
	return res
}
