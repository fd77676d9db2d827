// Pins the reference whose scenario files the conformance runner reads. Nothing of it is built.
module lmtriad.io/conformance

go 1.26

require go.etcd.io/raft/v3 v3.7.0
