package main

import "syscall"

// detached lets a disk go whose last process is just ending.
const detached = syscall.MNT_DETACH
