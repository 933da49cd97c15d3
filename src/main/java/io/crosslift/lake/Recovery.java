package io.crosslift.lake;

import io.crosslift.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Finishes or removes what runs that ended in the middle left in the staging folder. */
final class Recovery {
    private final Lake lake;

    Recovery(Lake lake) {
        this.lake = lake;
    }

    List<Recovered> recover() {
        List<Recovered> recovered = new ArrayList<>();
        for (FileStatus folder : lake.files().inside(lake.files().at(Staging.FOLDER))) {
            recovered.add(new Recovered(folder.getPath().getName(), finish(folder.getPath())));
        }
        return List.copyOf(recovered);
    }

    private boolean finish(Path folder) {
        Path manifest = new Path(folder, Staging.MANIFEST);
        if (!lake.files().exists(manifest)) {
            lake.files().delete(new Path(folder, Staging.STARTED));
        }
        // Asked again, for the run may have been sealed in between; see Staging.seal.
        if (!lake.files().exists(manifest)) {
            PublishLoop.remove(lake, folder);
            return false;
        }
        PublishLoop loop = new PublishLoop(lake, folder);
        if (loop.canFinish()) {
            loop.run(PublishListener.NONE);
            return true;
        }
        if (loop.hasBegun()) {
            throw Failure.data(
                    "run " + folder.getName() + " stopped while it published, and what it had staged in " + folder
                            + " is damaged: delete that folder, then run again with --from before the dates it restated");
        }
        PublishLoop.remove(lake, folder);
        return false;
    }
}
