/* Runs a program as a shell with job control does: in the foreground, with a group of its own. When
 * it stops, says "[stopped 1]" and so on, and continues it after the next line. Ends as the program
 * ended. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void give_terminal(pid_t group)
{
    /* From the background this is only allowed with the signal ignored. */
    if (signal(SIGTTOU, SIG_IGN) == SIG_ERR || tcsetpgrp(STDIN_FILENO, group) != 0)
        _exit(126);
}

static void wait_for_line(void)
{
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
        ;
}

static int run(pid_t child)
{
    int status = 0;
    int stops = 0;
    while (waitpid(child, &status, WUNTRACED) == child) {
        if (WIFEXITED(status))
            return WEXITSTATUS(status);
        if (WIFSIGNALED(status))
            return 128 + WTERMSIG(status);
        give_terminal(getpgrp());
        if (dprintf(STDOUT_FILENO, "[stopped %d]\n", ++stops) < 0)
            return 126;
        wait_for_line();
        give_terminal(child);
        if (kill(-child, SIGCONT) != 0)
            return 126;
    }
    return 126;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 126;
    pid_t child = fork();
    if (child < 0)
        return 126;
    if (child == 0) {
        if (setpgid(0, 0) != 0)
            _exit(126);
        give_terminal(getpid());
        if (signal(SIGTTOU, SIG_DFL) != SIG_ERR)
            execv(argv[1], argv + 1);
        _exit(126);
    }
    return run(child);
}
