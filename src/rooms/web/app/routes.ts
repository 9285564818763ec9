/** Every page of the application: its address and its file. */

import type { RouteConfig } from '@react-router/dev/routes';
import { index, route } from '@react-router/dev/routes';

const routes: RouteConfig = [
  index('routes/front.tsx'),
  route('home', 'routes/home.tsx'),
  route('notifications', 'routes/notifications.tsx'),
  route('bookmarks', 'routes/kept.tsx', { id: 'bookmarks' }),
  route('likes', 'routes/kept.tsx', { id: 'likes' }),
  route('conversations', 'routes/conversations.tsx'),
  route('lists', 'routes/lists.tsx'),
  route('lists/:id', 'routes/list.tsx'),
  route('tags/:tag', 'routes/tag.tsx'),
  // Their first part begins with an @; what does not is nowhere.
  route(':handle', 'routes/profile.tsx', { id: 'profile' }),
  route(':handle/:id', 'routes/post.tsx'),
  route(':handle/with_replies', 'routes/profile.tsx', { id: 'profile-with-replies' }),
  route(':handle/media', 'routes/profile.tsx', { id: 'profile-media' }),
  route('*', 'routes/nowhere.tsx'),
];

export default routes;
