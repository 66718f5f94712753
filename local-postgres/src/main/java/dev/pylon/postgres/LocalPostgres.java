package dev.pylon.postgres;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL under a home folder: its programs are unpacked once, its data is durable (fsync is
 * on), and only the folder's owner reaches it (scram password in a file of mode 0600, socket folder
 * of mode 0700, 127.0.0.1 only). It outlives the JVM that started it; a later start adopts it.
 */
public final class LocalPostgres {
    private static final String USER = "pylon";
    private static final int COMMAND_SECONDS = 90;

    private final Path home;
    private final Path programs;
    private final int port;
    private final Unprivileged user;

    private LocalPostgres(Path home, Path programs, int port, Unprivileged user) {
        this.home = home;
        this.programs = programs;
        this.port = port;
        this.user = user;
    }

    /**
     * Starts it, or adopts the one that runs already. Two callers at once get the same one.
     *
     * @param port on 127.0.0.1; one that is running keeps its own
     * @throws LocalPostgresException if it can't be, with the reason and what to do
     */
    public static LocalPostgres start(Path home, int port) {
        return start(home, home.resolve("postgresql"), port);
    }

    /**
     * The same with the programs in a folder of their own, which several homes may share.
     *
     * @param programs where they are, or are unpacked to
     */
    public static synchronized LocalPostgres start(Path home, Path programs, int port) {
        Path folder = home.toAbsolutePath().normalize();
        createFolder(folder, "rwx------");
        createFolder(folder.resolve("run"), "rwx------");
        try (FileChannel channel =
                        FileChannel.open(
                                folder.resolve("run").resolve("postgres.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            return PidFile.living(data(folder))
                    .map(running ->
                            new LocalPostgres(
                                    folder, programs, running.port(), Unprivileged.choose()))
                    .orElseGet(() ->
                            new LocalPostgres(folder, programs, port, Unprivileged.choose())
                                    .startAfresh());
        } catch (IOException e) {
            throw new LocalPostgresException(
                    "The folder " + folder + " can't be used: " + e.getMessage(), e);
        }
    }

    /** The one of this home, whether it runs or not. */
    public static LocalPostgres at(Path home, int port) {
        Path folder = home.toAbsolutePath().normalize();
        int actual = PidFile.living(data(folder)).map(PidFile::port).orElse(port);
        return new LocalPostgres(
                folder, folder.resolve("postgresql"), actual, Unprivileged.choose());
    }

    /** Stops the one of this home. False if none was running. */
    public static boolean stopIfRunning(Path home) {
        Path folder = home.toAbsolutePath().normalize();
        if (PidFile.living(data(folder)).isEmpty()) {
            return false;
        }
        at(folder, 0).stop();
        return true;
    }

    public boolean isRunning() {
        return PidFile.living(data(home)).isPresent();
    }

    public int port() {
        return port;
    }

    public String user() {
        return USER;
    }

    public String password() {
        try {
            return Files.readString(passwordFile()).strip();
        } catch (IOException e) {
            throw new LocalPostgresException(
                    "The database's password can't be read: " + e.getMessage(), e);
        }
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String r2dbcUrl(String database) {
        return "r2dbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Makes a database unless it is there. */
    public void createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "a database's name is lower case letters, digits and _: " + name);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery(
                            "select 1 from pg_database where datname = '" + name + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.executeUpdate("create database " + name);
        } catch (SQLException e) {
            if (!"42P04".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) {
                throw new LocalPostgresException(
                        "The database " + name + " can't be made: " + e.getMessage(), e);
            }
        }
    }

    /** Ends all connections and stops; waits until it has gone. */
    public void stop() {
        stop("fast");
    }

    /**
     * Stops without writing anything down, as a crash would: for data that nobody will read again.
     */
    public void abandon() {
        stop("immediate");
    }

    private void stop(String mode) {
        PidFile.living(data(home))
                .ifPresent(running -> {
                    run(
                            program("pg_ctl"),
                            "stop",
                            "-D",
                            data(home).toString(),
                            "-m",
                            mode,
                            "-w",
                            "-t",
                            "60");
                    running.postmaster().onExit().orTimeout(60, TimeUnit.SECONDS).join();
                });
    }

    private LocalPostgres startAfresh() {
        initialise();
        try {
            PidFile.forgetTheDead(data(home));
        } catch (IOException e) {
            throw new LocalPostgresException(data(home) + " can't be read: " + e.getMessage(), e);
        }
        requireFreePort();
        Path sockets = freshSocketFolder();
        createFolder(home.resolve("log"), "rwx------");
        Path log = home.resolve("log").resolve("postgresql.log");
        createLog(log);
        user.own(sockets);
        String options =
                String.join(
                        " ",
                        List.of(
                                "-p " + port,
                                "-c listen_addresses=127.0.0.1",
                                "-c unix_socket_directories="
                                        + (sockets.toString().length() < 90
                                                ? "'" + sockets + "'"
                                                : "''"),
                                "-c unix_socket_permissions=0700",
                                "-c max_connections=120",
                                "-c shared_buffers=48MB",
                                "-c max_wal_size=512MB",
                                "-c jit=off",
                                "-c log_min_messages=warning"));
        try {
            run(
                    program("pg_ctl"),
                    "start",
                    "-D",
                    data(home).toString(),
                    "-l",
                    log.toString(),
                    "-o",
                    options,
                    "-w",
                    "-t",
                    "60");
        } catch (LocalPostgresException e) {
            throw new LocalPostgresException(
                    "PostgreSQL does not start. Its log, " + log + ", ends with: " + tail(log), e);
        }
        return this;
    }

    /** Nobody of ours runs, so a socket that is there was left by one that was killed. */
    private Path freshSocketFolder() {
        Path sockets = home.resolve("run").resolve("pg");
        try {
            Distribution.deleteAll(sockets);
        } catch (IOException e) {
            throw new LocalPostgresException(
                    "The folder " + sockets + " can't be removed: " + e.getMessage(), e);
        }
        createFolder(sockets, "rwx------");
        return sockets;
    }

    /** The data folder appears whole or not at all. */
    private void initialise() {
        Path data = data(home);
        if (Files.exists(data.resolve("PG_VERSION"))) {
            requireSameMajorVersion(data);
            return;
        }
        try {
            if (!Files.exists(passwordFile())) {
                writePassword();
            }
            Path draft = home.resolve("db.new");
            Distribution.deleteAll(draft);
            createFolder(draft, "rwx------");
            Path handedOver = draft.resolveSibling("db.password");
            Files.copy(passwordFile(), handedOver, StandardCopyOption.REPLACE_EXISTING);
            user.own(draft);
            user.own(handedOver);
            try {
                run(
                        program("initdb"),
                        "-D",
                        draft.toString(),
                        "-U",
                        USER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + handedOver,
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--locale=C.UTF-8",
                        "--no-instructions");
            } finally {
                Files.deleteIfExists(handedOver);
            }
            Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LocalPostgresException(
                    "The database can't be made in " + data + ": " + e.getMessage(), e);
        }
    }

    private static void requireSameMajorVersion(Path data) {
        try {
            String found = Files.readString(data.resolve("PG_VERSION")).strip();
            if (!found.equals(Distribution.VERSION)) {
                throw new LocalPostgresException(
                        "The data in "
                                + data
                                + " is of PostgreSQL "
                                + found
                                + ", and this is "
                                + Distribution.VERSION
                                + ". Use the version of Pylon that made it to export the data.");
            }
        } catch (IOException e) {
            throw new LocalPostgresException(data + " can't be read: " + e.getMessage(), e);
        }
    }

    private void requireFreePort() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new LocalPostgresException(
                    "Port "
                            + port
                            + ", which PostgreSQL needs, is taken by another process. Stop it, or choose another"
                            + " port offset.",
                    taken);
        }
    }

    private void writePassword() throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Path draft =
                Files.createTempFile(
                        home,
                        ".password",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                draft, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
        Files.move(draft, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void createLog(Path log) {
        try {
            if (!Files.exists(log)) {
                Files.createFile(
                        log,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            user.own(log);
        } catch (IOException e) {
            throw new LocalPostgresException(
                    "The log " + log + " can't be written: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl("postgres"), USER, password());
    }

    private Path program(String name) {
        return Distribution.unpackedUnder(programs).program(name);
    }

    private Path passwordFile() {
        return home.resolve("db-password");
    }

    private static Path data(Path home) {
        return home.resolve("db");
    }

    private void run(Path program, String... arguments) {
        java.util.ArrayList<String> command =
                new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Path said = Files.createTempFile(home.resolve("run"), "pg", ".out");
            try {
                Process process =
                        new ProcessBuilder(user.wrap(command))
                                .directory(new File("/"))
                                .redirectErrorStream(true)
                                .redirectOutput(said.toFile())
                                .start();
                process.getOutputStream().close();
                if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new LocalPostgresException(
                            program.getFileName()
                                    + " did not end within "
                                    + COMMAND_SECONDS
                                    + " seconds");
                }
                if (process.exitValue() != 0) {
                    throw new LocalPostgresException(
                            program.getFileName() + " failed: " + Files.readString(said).strip());
                }
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException e) {
            throw new LocalPostgresException(program + " can't be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalPostgresException("interrupted", e);
        }
    }

    private static void createFolder(Path folder, String permissions) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString(permissions)));
            }
        } catch (IOException e) {
            throw new LocalPostgresException(
                    "The folder " + folder + " can't be made: " + e.getMessage(), e);
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "(it can't be read)";
        }
    }
}
