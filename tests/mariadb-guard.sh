# Runs a server for whoever holds the other end of standard input, and leaves nothing behind when that end closes, in
# whatever way it does: the server is killed and its directory removed.
#
# Arguments: the directory, then the server's program and its arguments.
# Words on standard input: "start", and "kill", which is done when "$directory/pid" is gone.
# "$directory/log" is what the server says; "$directory/ended" exists when it has ended by itself.
directory=$1
shift
keeper=

kill_server() {
    if [ -n "$keeper" ]; then
        [ -e "$directory/ended" ] || kill -9 "$(cat "$directory/pid")"
        wait "$keeper"
        keeper=
        rm -f "$directory/ended" "$directory/pid"
    fi
}

while read -r word; do
    kill_server
    if [ "$word" = start ]; then
        (
            "$@" >>"$directory/log" 2>&1 </dev/null &
            echo $! >"$directory/pid"
            wait $!
            echo $? >"$directory/ended"
        ) &
        keeper=$!
        until [ -s "$directory/pid" ]; do sleep 0.01; done
    fi
done
kill_server
rm -rf "$directory"
