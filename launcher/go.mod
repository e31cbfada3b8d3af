module mooring.dev/launcher

go 1.26
