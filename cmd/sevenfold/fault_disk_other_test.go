//go:build !linux

package main

// detached is known on Linux alone; nowhere else can such a disk be mounted.
const detached = 0
